"""A mail server for the tests: it says what it was given, and can refuse, hold its answer, or go away."""

import email
import socketserver
import threading
from contextlib import contextmanager
from email.message import Message
from typing import NamedTuple

ANSWER_PATIENCE = 90  # seconds a held answer waits for the test


class Accepted(NamedTuple):
    to: str
    message_id: str
    content: Message


class Conversation(socketserver.StreamRequestHandler):
    """One client's commands, from its greeting to its end."""

    def handle(self):
        self.server.conversations += 1
        goes_on = self.say("220 ready")
        while goes_on and (line := self.rfile.readline().decode().strip()):
            verb = line.split(":")[0].split()[0]
            goes_on = getattr(self, verb.lower(), self.unknown)(line)

    def say(self, answer: str) -> bool:
        try:
            self.wfile.write(f"{answer}\r\n".encode())
        except OSError:
            return False
        return not answer.startswith(("221", "421"))

    def ehlo(self, line):
        return self.say("250 tests")

    def mail(self, line):
        self.server.pause("mail", self.server.begun)
        self.server.begun += 1
        return self.say("250 ok")

    def rcpt(self, line):
        self.to = line.partition("<")[2].partition(">")[0]
        return self.say(self.server.refusals.get(self.to, "250 ok"))

    def data(self, line):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        content = email.message_from_bytes(b"".join(lines))
        self.server.accepted.append(Accepted(self.to, content["Message-ID"], content))
        self.server.pause("data", len(self.server.accepted))
        return self.say("250 taken")

    def rset(self, line):
        return self.say("250 ok")

    def quit(self, line):
        return self.say("221 bye")

    def unknown(self, line):
        return self.say("502 unknown")


class MailServer(socketserver.ThreadingTCPServer):
    """``accepted``: what it took, in order. ``refusals``: ``{address: "550 …"}``."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0):
        super().__init__(("127.0.0.1", port), Conversation)
        self.accepted: list[Accepted] = []
        self.refusals: dict[str, str] = {}
        self.begun = self.conversations = 0
        self.hold_at: tuple[str, int] | None = None
        self.holding, self.go_on = threading.Event(), threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def hold(self, moment: str, number: int) -> None:
        """Keep silent once: before the mail ``number`` begins ("mail"), or once it is taken ("data")."""
        self.holding.clear()
        self.go_on.clear()
        self.hold_at = (moment, number)

    def pause(self, moment: str, number: int) -> None:
        if self.hold_at == (moment, number):
            self.hold_at = None
            self.holding.set()
            self.go_on.wait(ANSWER_PATIENCE)


@contextmanager
def mail_server(port: int = 0):
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
            thread.join()

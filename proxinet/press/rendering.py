"""Small HTML documents ("sheets") laid out one after another in a limited child: one that breaks stops no other.

Starting WeasyPrint costs more than a sheet, so a child lays out many: HTML comes on its standard input, pages go out on
its standard output, with a new time limit for each. When it dies of one, the next ones get a new child.
"""

import json
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from proxinet.pdf import STATIC_ROOT, PdfFailed, child_environment, failure

CHILD = Path(__file__).with_name("child.py")
SECONDS = 60
MEGABYTES = 1024
SHEETS_PER_CHILD = 250  # then a new one: whatever a library keeps is given back


@dataclass(frozen=True)
class Sheet:
    """A whole HTML document (``lang``, ``title``) and the key under which its pages are known."""

    key: str
    html: str


@dataclass(frozen=True)
class Rendered:
    """The sheet's pages: a PDF made to be assembled (``proxinet.press.assembling``), not to be read alone."""

    key: str
    content: bytes
    page_count: int


@dataclass(frozen=True)
class Broken:
    """A sheet that could not be laid out. ``sentence`` is French; ``detail`` is for the log."""

    key: str
    sentence: str
    detail: str = ""


class Renderer:
    """Lays out sheets one after another in a child, kept from one to the next; the same HTML gives the same bytes.

    Sheets read ``static:`` addresses (below ``static/``) and ``photo:`` ones (files of ``media_root``): any other stops
    the sheet that names it. ``seconds``: of processor, and of waiting, for each. Used in a ``with``, whose end is the
    child's.
    """

    def __init__(self, media_root: Path | None = None, seconds: int | None = None):
        self.media_root, self.seconds = media_root, seconds or SECONDS
        self.child: Child | None = None
        self.done = 0

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def lay_out(self, sheet: Sheet) -> Rendered | Broken:
        if self.done >= SHEETS_PER_CHILD:
            self.stop()
        if self.child is None:
            self.child, self.done = Child(self.media_root, self.seconds), 0
        self.done += 1
        try:
            return self.child.lay_out(sheet)
        except PdfFailed as error:
            self.stop()
            return Broken(sheet.key, str(error), error.detail)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
        self.child = None


class Child:
    """A process that lays out sheets, without our settings, secrets or environment."""

    def __init__(self, media_root: Path | None, seconds: int):
        self.seconds = seconds
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``stop``
        self.folder = tempfile.TemporaryDirectory()
        roots = json.dumps({"static": str(STATIC_ROOT)} | ({"photo": str(media_root)} if media_root else {}))
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", str(CHILD), roots, str(seconds), str(MEGABYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            cwd="/",
            env=child_environment() | {"TMPDIR": self.folder.name},
        )

    def lay_out(self, sheet: Sheet) -> Rendered | Broken:
        """Raises ``PdfFailed`` when the child is lost with the sheet."""
        out_of_time = Timer(self.seconds, self.process.kill)
        out_of_time.start()
        try:
            self.send(sheet.html.encode("utf-8", "replace"))
            header = self.process.stdout.readline()
            answer = json.loads(header) if header.endswith(b"\n") else None
            content = self.process.stdout.read(answer["size"]) if answer else b""
        finally:
            timed_out = out_of_time.finished.is_set()
            out_of_time.cancel()
        if answer is None or len(content) != answer["size"]:
            self.process.kill()
            raise failure(self.process.wait(), timed_out, self.tail())
        if answer["error"]:
            return Broken(sheet.key, "La mise en page n’a pas abouti.", answer["error"])
        return Rendered(sheet.key, content, answer["pages"])

    def send(self, html: bytes) -> None:
        with suppress(BrokenPipeError):  # it died: its exit code says why
            self.process.stdin.write(len(html).to_bytes(8) + html)
            self.process.stdin.flush()

    def tail(self) -> list[str]:
        self.complaints.seek(0)
        return self.complaints.read().decode(errors="replace").splitlines()

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.complaints):
            with suppress(BrokenPipeError):
                stream.close()
        self.folder.cleanup()

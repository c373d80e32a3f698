"""What the page benchmarks share: a database of their own, requests straight into the WSGI handler, processor time."""

import io
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "EMAIL_URL")
TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")
CSRF = "c" * 32


@contextmanager
def own_portal(port: int = 8000):
    """Django set up on an empty, migrated database in a temporary folder, with static files hashed as in production."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {
            "PROXINET_LOCAL": "true",
            "PROXINET_VAR": var,
            "PORT": str(port),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "proxinet.settings",
        }
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from proxinet.front_door import collect_static_files

        try:
            call_command("migrate", verbosity=0)
            collect_static_files()
            yield var
        finally:
            connection.close()
            shutil.rmtree(Path(var, "postgres").resolve(), ignore_errors=True)  # a link, where root runs this


def signed_in(user) -> str:
    """The key of a new session of ``user``, as the browser's cookie holds it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


class Browser:
    """Requests of one account, each through the whole of ``proxinet.wsgi``, with gzip as browsers ask for it."""

    def __init__(self, user):
        from django.core.handlers.wsgi import WSGIHandler

        self.handler = WSGIHandler()
        self.cookies = {"sessionid": signed_in(user), "csrftoken": CSRF}

    def get(self, address: str) -> "Answer":
        return self.request("GET", address)

    def post(self, address: str, data: dict | None = None) -> "Answer":
        return self.request("POST", address, urlencode((data or {}) | {"csrfmiddlewaretoken": CSRF}).encode())

    def request(self, method: str, address: str, body: bytes = b"") -> "Answer":
        parts = urlsplit(address)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HTTP_ACCEPT_ENCODING": "gzip",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        answer = Answer()
        began = time.thread_time()
        content = self.handler(environ, answer.start)
        answer.content = b"".join(content)
        content.close()
        answer.seconds = time.thread_time() - began
        self.keep_cookies(answer)
        return answer

    def keep_cookies(self, answer):
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]


class Answer:
    """``seconds``: processor time of the thread that made it."""

    status: int
    headers: list
    content: bytes
    seconds: float

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = int(status.split()[0]), headers

    @property
    def location(self) -> str:
        return dict(self.headers)["Location"]

    def must_be(self, status: int) -> "Answer":
        if self.status != status:
            sys.exit(f"{self.status} instead of {status}")
        return self


def queries_of(act) -> int:
    """How many statements ``act()`` sends to the database, beginnings and ends of transactions left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not query["sql"].startswith(TRANSACTION) for query in captured.captured_queries)

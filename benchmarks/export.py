"""Exports of 100,000 registrations through the real web server: time to the first byte, in all, and memory.

Makes a database of its own in a temporary folder; exits 1 when a limit is passed.
"""

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = 100_000
FIRST_BYTE_LIMIT = 0.5  # seconds
MEMORY_LIMIT = 40  # MB more than before, for the whole process
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "EMAIL_URL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare() -> str:
    """Fill the database by itself; return the session key of a site's lead."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests.factories.events import SessionFactory
    from tests.factories.people import OrganisationFactory, SiteFactory, a_lead

    site, employer = SiteFactory(), OrganisationFactory()
    session = SessionFactory(module__programme__site=site)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sites_fieldworker"
            " (site_id, first_name, last_name, employer_id, staff_category, email, phone, is_active)"
            " SELECT %s, 'Dominique', 'Gardien ' || n, %s, 'caretaker', '', '', true FROM generate_series(1, %s) n",
            [site.pk, employer.pk, ROWS],
        )
        cursor.execute(
            'INSERT INTO trainings_registration (event_id, person_id, state, position, "group", signed_up_at, ending,'
            " reason) SELECT %s, id, 'confirmed', id, '', now(), '', '' FROM sites_fieldworker",
            [session.pk],
        )
        cursor.execute("ANALYZE")
    lead = a_lead(site)
    store = SessionStore()
    store[SESSION_KEY] = str(lead.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = lead.get_session_auth_hash()
    store.create()
    connection.close()
    return store.session_key


def resident(pid: int) -> float:
    """Memory of the server and its workers, in MB; the database, which it may have started, is not counted."""
    if Path(f"/proc/{pid}/comm").read_text().startswith("postgres"):
        return 0
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return pages * os.sysconf("SC_PAGESIZE") / 1e6 + sum(resident(int(child)) for child in children)


class MemoryWatch(threading.Thread):
    """The most that a process holds until ``stop()``."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.pid, self.most, self.is_over = pid, 0.0, threading.Event()

    def run(self):
        while not self.is_over.wait(0.05):
            self.most = max(self.most, resident(self.pid))

    def stop(self) -> float:
        self.is_over.set()
        self.join()
        return self.most


def download(port: int, cookie: str, kind: str, encoding: str) -> tuple[float, float, int, int]:
    """Seconds to the first byte of the file and to the last, bytes received, and bytes of the file itself."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    began = time.monotonic()
    headers = {"Cookie": f"sessionid={cookie}", "Accept-Encoding": encoding}
    client.request("GET", f"/formations/exports/inscriptions.{kind}", headers=headers)
    response = client.getresponse()
    if response.status != 200:
        sys.exit(f"{response.status} instead of a file")
    content = bytearray(response.read(1))
    first = time.monotonic() - began
    while block := response.read(65_536):
        content += block
    total = time.monotonic() - began
    plain = gzip.decompress(content) if response.headers["Content-Encoding"] == "gzip" else content
    return first, total, len(content), len(plain)


def wait_for(port: int, server: subprocess.Popen) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The web server ended by itself.")


def leave_in_the_middle(port: int, cookie: str) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", "/formations/exports/inscriptions.csv", headers={"Cookie": f"sessionid={cookie}"})
    client.getresponse().read(100_000)
    client.close()


def measure(port: int, cookie: str, pid: int) -> bool:
    too_much = False
    download(port, cookie, "csv", "identity")  # everything is loaded from here on
    for kind, encoding in (("csv", "identity"), ("csv", "gzip"), ("xlsx", "identity"), ("xlsx", "gzip")):
        before, watch = resident(pid), MemoryWatch(pid)
        watch.start()
        first, total, received, size = download(port, cookie, kind, encoding)
        more = watch.stop() - before
        print(
            f"{kind} ({encoding}): first byte {first * 1000:.0f} ms (limit {FIRST_BYTE_LIMIT * 1000:.0f}), "
            f"all {total:.1f} s, {received / 1e6:.1f} MB for a file of {size / 1e6:.1f} MB, "
            f"memory {before:.0f} MB and {more:.1f} more (limit {MEMORY_LIMIT})",
            flush=True,
        )
        too_much |= first > FIRST_BYTE_LIMIT or more > MEMORY_LIMIT
    before = resident(pid)
    for _time in range(20):
        leave_in_the_middle(port, cookie)
    first, total, _received, _size = download(port, cookie, "csv", "identity")
    more = resident(pid) - before
    print(f"after 20 who left in the middle: first byte {first * 1000:.0f} ms, memory {more:.1f} MB more")
    return too_much or first > FIRST_BYTE_LIMIT


def main() -> int:
    for name in NOT_OURS:
        os.environ.pop(name, None)
    port = free_port()
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {
            "PROXINET_LOCAL": "true",
            "PROXINET_VAR": var,
            "PORT": str(port),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "proxinet.settings",
        }
        prepared = subprocess.run([sys.executable, __file__, "prepare"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
        cookie = prepared.stdout.decode().split()[-1]
        command = [sys.executable, "-m", "gunicorn", "proxinet.wsgi", "--threads", "8", "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
            try:
                wait_for(port, server)
                return int(measure(port, cookie, server.pid))
            finally:
                server.terminate()
                server.wait()
                shutil.rmtree(Path(var, "postgres").resolve(), ignore_errors=True)  # a link, where root runs this


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:] == ["prepare"]:
        print(prepare())
    else:
        sys.exit(main())

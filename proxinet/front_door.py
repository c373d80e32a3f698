"""What ``bin/run`` does once the environment is there: prepare the database, start everything, stop everything.

python -m proxinet.front_door
"""

import contextlib
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

STARTUP_SECONDS = 60
STOP_SECONDS = 15

# The same command lines as docker-compose.yml (a test compares them).
COMMANDS = {
    "web": ["gunicorn", "proxinet.wsgi", "--threads", "8"],
    "worker": [
        *("celery", "-A", "proxinet", "worker", "--concurrency", "1", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),  # it has no colleagues to talk to
    ],
    "beat": ["celery", "-A", "proxinet", "beat", "--pidfile", "", "--loglevel", "INFO"],
}
ACCOUNTS = {
    "chef-projet.SITE": "project lead",
    "gardien.SITE": "caretaker",
    "encadrant.SITE": "landlord's manager",
    "encadrant-2.tours-plus": "manager of a landlord that approves sign-ups",
    "partenaire.tours-plus": "partner",
    "national": "national co-ordinator",
    "admin": "administrator",
}
libc = ctypes.CDLL(None)


class Stopped(BaseException):
    """Somebody asked to stop: Ctrl-C, a signal, a closed terminal."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxinet.settings")
    port = os.environ.get("PORT", "8000")
    if problem := problem_with_port(port):
        print(problem)
        return 1
    listen_to_signals(stop_now)
    children = {}
    try:
        prepare()
        children["web"] = start("web", [*COMMANDS["web"], "--bind", f"127.0.0.1:{port}"])
        if not wait_until_ready(port, children):
            return 1
        for name in ("worker", "beat"):
            children[name] = start(name, COMMANDS[name])
        announce(port)
        return watch(children)
    except Stopped:
        return 0
    finally:
        listen_to_signals(signal.SIG_IGN)
        stop(children)


def listen_to_signals(handler) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def stop_now(*_) -> None:
    raise Stopped


def problem_with_port(port: str) -> str:
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT must be a number between 1 and 65535, not {port!r}."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} is not for ordinary users. Choose one from 1024 up: PORT=8001 ./bin/run"
        except OSError:
            return f"Port {port} is already in use. Stop what uses it, or choose another: PORT=8001 ./bin/run"
    return ""


def prepare() -> None:
    """Migrations, static files and, in an empty database, the demonstration; this process also keeps PostgreSQL up."""
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    with ThreadPoolExecutor(1) as beside:
        collecting = beside.submit(collect_static_files)
        call_command("migrate", verbosity=0)
        if settings.LOCAL and not apps.get_model("sites.Site").objects.exists():
            print("Loading the six demonstration sites…", flush=True)
            call_command("load_demo", verbosity=0)
        collecting.result()
    connection.close()


def collect_static_files() -> None:
    """``collectstatic``, which hashes and compresses everything, when something changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    collected = settings.VAR_DIR / "static.collected"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not (manifest.exists() and collected.exists() and collected.read_text() == digest.hexdigest()):
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(digest.hexdigest())


def logs() -> Path:
    from django.conf import settings

    folder = settings.VAR_DIR / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start(name: str, command: list[str]) -> subprocess.Popen:
    """Start one child in a process group of its own, its output in ``<var>/logs/<name>.log``."""
    log_file = logs() / f"{name}.log"
    if log_file.exists():
        log_file.replace(logs() / f"{name}.previous.log")
    with log_file.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - fixed command lines
            [Path(sys.executable).with_name(command[0]), *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed and can no longer do so itself."""
    if sys.platform == "linux":
        libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def wait_until_ready(port: str, children: dict) -> bool:
    from django.conf import settings

    address = f"http://127.0.0.1:{port}/sante/pret/"
    request = urllib.request.Request(address, headers={"Host": settings.ALLOWED_HOSTS[0]})  # noqa: S310 - loopback
    reason: Exception | None = None
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if report_dead(children):
            return False
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError) as error:
            reason = error
            time.sleep(0.1)
    print(f"{address} did not answer within {STARTUP_SECONDS} seconds ({reason}). See {logs() / 'web.log'}")
    return False


def announce(port: str) -> None:
    from django.apps import apps
    from django.conf import settings
    from django.contrib.auth import get_user_model

    print(f"\nProxiNet runs: http://127.0.0.1:{port}/   (Ctrl-C stops it)\n")
    if get_user_model().objects.filter(email="national@proxinet.example").exists():
        print(f"Demonstration accounts, password {settings.DEMO_PASSWORD}")
        for account, who in ACCOUNTS.items():
            print(f"  {account + '@proxinet.example':<42} {who}")
        slugs = apps.get_model("sites.Site").objects.order_by("pk").values_list("slug", flat=True)
        print(f"  SITE: {', '.join(slugs)}")
    print(f"Mails are written to {settings.VAR_DIR / 'mails'}, logs to {logs()}", flush=True)


def watch(children: dict) -> int:
    while not report_dead(children):
        time.sleep(0.5)
    return 1


def report_dead(children: dict) -> bool:
    for name, child in children.items():
        if child.poll() is not None:
            log = logs() / f"{name}.log"
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            print(f"\n{name} stopped by itself (exit {child.returncode}). The end of {log}:\n{tail}", flush=True)
            return True
    return False


def stop(children: dict) -> None:
    """End every child politely, then its whole group firmly: nobody is left behind."""
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main())

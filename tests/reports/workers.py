"""Real processes on the test database: a Celery worker with its broker in a folder, and commands."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

PATIENCE = 60


def environment(var: Path) -> dict[str, str]:
    """That of a process of the portal on this test's database, with ``var`` as its data folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "SECRET_KEY")}
    return inherited | {
        "DATABASE_URL": database_url(),
        "PROXINET_VAR": str(var),
        "PROXINET_LOCAL": "true",
        "DJANGO_SETTINGS_MODULE": "proxinet.settings",
    }


def database_url() -> str:
    found = connection.get_connection_params()
    query = {key: found[key] for key in ("host", "port", "password") if found.get(key)}
    return f"postgresql://{found.get('user', '')}@/{found['dbname']}?{urlencode(query)}"


def run(var: Path, *arguments: str) -> subprocess.CompletedProcess:
    """``manage.py`` with ``arguments``, to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment(var),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def start(var: Path, *arguments: str) -> subprocess.Popen:
    """``python`` with ``arguments``, in a process group of its own; what it says goes to a file."""
    with (var / f"process-{time.monotonic_ns()}.log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=environment(var),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


class Broker:
    """Kombu's folder transport, and the workers that read it."""

    def __init__(self, var: Path):
        self.var = var
        self.workers: list[subprocess.Popen] = []

    def send(self, task: str, *arguments: int) -> None:
        call = ["-m", "celery", "-A", "proxinet", "call", f"reports.tasks.{task}", "--args", str(list(arguments))]
        subprocess.run(
            [sys.executable, *call], cwd=settings.BASE_DIR, env=environment(self.var), check=True, capture_output=True
        )

    def messages(self) -> list[Path]:
        return list((self.var / "broker" / "queue").glob("*.msg"))

    def wipe(self) -> int:
        """How many messages were lost; a worker may take one before we do."""
        there = self.messages()
        for message in there:
            message.unlink(missing_ok=True)
        return len(there)

    def start_worker(self) -> subprocess.Popen:
        worker = start(self.var, "-m", "celery", "-A", "proxinet", "worker", "--pool=solo", "--without-mingle")
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen) -> None:
        """As the kernel would when memory runs out: no time to say anything. Its own children die of it."""
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)


def cut_connections() -> int:
    """How many connections of other processes to this test's database were cut, as a restart of the server would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.rowcount


def wait_until(condition, patience: float = PATIENCE) -> None:
    """Ask again and again: what we wait for happens in another process."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        os.sched_yield()

"""The embedded PostgreSQL, started for real in folders of its own."""

import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
JOIN = """
import sys, pathlib
from proxinet.embedded import database_url
print(database_url(pathlib.Path(sys.argv[1])), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def join():
    """``join(var)``: a process that uses the server until told ``leave``."""
    processes = []

    def joined(var):
        process = subprocess.Popen(
            [sys.executable, "-c", JOIN, str(var)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        return process

    yield joined
    for process in processes:
        leave(process)


def leave(process):
    if process.poll() is None:
        process.communicate("\n", timeout=30)


def server_pid(var) -> int | None:
    pid_file = var / "postgres" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0]) if pid_file.exists() else None


def answers(url) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT current_database()").fetchone() == ("proxinet",)


def test_two_processes_at_once_share_one_server_and_the_last_stops_it(tmp_path, join):
    first, second = join(tmp_path), join(tmp_path)
    urls = {process.stdout.readline().strip() for process in (first, second)}
    assert len(urls) == 1
    url = urls.pop()
    assert answers(url)
    leave(first)
    assert answers(url)
    leave(second)
    assert server_pid(tmp_path) is None


def test_a_killed_server_and_a_killed_user_leave_nothing_in_the_way(tmp_path, join):
    process = join(tmp_path)
    process.stdout.readline()
    server = psutil.Process(server_pid(tmp_path))
    orphans = server.children()
    server.kill()
    psutil.wait_procs(orphans, timeout=20)
    process.kill()
    process.wait()
    after = join(tmp_path)
    assert answers(after.stdout.readline().strip())
    leave(after)
    assert server_pid(tmp_path) is None


def test_a_long_path_is_no_obstacle(tmp_path, join):
    deep = tmp_path / ("dossier-au-nom-interminable-" * 4) / "var"
    deep.mkdir(parents=True)
    assert answers(join(deep).stdout.readline().strip())

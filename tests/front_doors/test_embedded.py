"""The embedded PostgreSQL, started for real in folders of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
JOIN = """
import pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with it ignored
from proxinet.embedded import database_url
print(database_url(pathlib.Path(sys.argv[1])), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def join(tmp_path):
    """``join(var)``: a process that uses the server until told to ``leave``."""
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
    for link in (path for path in tmp_path.rglob("postgres") if path.is_symlink()):
        shutil.rmtree(link.resolve())


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """A data folder shared by the tests that need no new one: making it is what takes time."""
    folder = tmp_path_factory.mktemp("embedded")
    yield folder
    if (folder / "postgres").is_symlink():
        shutil.rmtree((folder / "postgres").resolve())


def leave(process):
    if process.poll() is None:
        process.communicate("\n", timeout=30)


def url_of(process) -> str:
    return process.stdout.readline().strip()


def server(var) -> psutil.Process | None:
    pid_file = var / "postgres" / "postmaster.pid"
    return psutil.Process(int(pid_file.read_text().split()[0])) if pid_file.exists() else None


def answers(url) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT current_database()").fetchone() == ("proxinet",)


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_two_processes_at_once_share_one_server_and_the_last_stops_it(var, join):
    first, second = join(var), join(var)
    urls = {url_of(first), url_of(second)}
    assert len(urls) == 1
    url = urls.pop()
    assert answers(url)
    crowd = [psycopg.connect(url) for _ in range(60)]
    assert all(connection.execute("SELECT 1").fetchone() for connection in crowd)
    leave(first)
    assert answers(url)
    leave(second)
    assert server(var) is None


def test_a_killed_user_leaves_no_server_behind(var, join):
    process = join(var)
    assert answers(url_of(process))
    running = server(var)
    process.kill()
    process.wait()
    wait_until(lambda: not running.is_running() or running.status() == psutil.STATUS_ZOMBIE)


def test_a_killed_server_is_replaced_while_its_users_live(var, join):
    user = join(var)
    url_of(user)
    killed = server(var)
    killed.kill()
    wait_until(lambda: not killed.is_running() or killed.status() == psutil.STATUS_ZOMBIE)
    newcomer = join(var)
    assert answers(url_of(newcomer))
    leave(newcomer)
    leave(user)
    assert server(var) is None


def test_a_stale_number_that_went_to_another_process_is_no_server(var, join):
    first = join(var)
    url_of(first)
    pid_file = var / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    leave(first)
    owner = (var / "postgres").stat().st_uid
    bystander = subprocess.Popen(["sleep", "60"], user=owner)
    try:
        pid_file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))
        os.chown(pid_file, owner, -1)
        second = join(var)
        assert answers(url_of(second))
        leave(second)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_an_interrupted_first_start_is_begun_again(tmp_path, join):
    (tmp_path / "postgres.draft" / "base").mkdir(parents=True)
    (tmp_path / "postgres").mkdir()
    assert answers(url_of(join(tmp_path)))


def test_a_long_and_odd_path_is_no_obstacle(tmp_path, join):
    assert answers(url_of(join(tmp_path / ("l'été, 100 % à nous " * 5).strip() / "var")))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_private_folder_stays_private_and_keeps_its_data(tmp_path, join):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    first = join(private)
    with psycopg.connect(url_of(first)) as connection:
        connection.execute("CREATE TABLE kept ()")
    leave(first)
    with psycopg.connect(url_of(join(private))) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert private.stat().st_mode & 0o777 == 0o700


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(var, join):
    process = join(var)
    url = url_of(process)
    assert os.getpgid(server(var).pid) != os.getpgid(process.pid)
    os.kill(process.pid, signal.SIGINT)
    process.wait(timeout=30)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)

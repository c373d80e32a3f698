"""bin/run from nothing to the address, stopped, and started again."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def run(tmp_path):
    """``run()``: starts bin/run; returns ``(process, port, what it printed until it was ready)``."""
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")}
    environment = kept | {"PROXINET_VAR": str(tmp_path), "PORT": str(port), "PROXINET_LOCAL": "true"}
    started = []

    def running():
        process = subprocess.Popen(
            [ROOT / "bin/run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        printed = ""
        deadline = time.monotonic() + PATIENCE
        for line in process.stdout:
            printed += line
            if "Mails are written" in line or time.monotonic() > deadline:
                break
        return process, port, printed

    yield running
    for process in started:
        process.terminate()
        process.wait(30)


def family(process) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def test_run_serves_the_demo_stops_cleanly_and_keeps_its_data(run, tmp_path):
    process, port, printed = run()
    assert f"http://127.0.0.1:{port}/" in printed
    assert "proxinet-demo-2026" in printed
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as home:
        assert "Gennevilliers" in home.read().decode()
    marker = tmp_path / "media" / "garde-moi"
    marker.parent.mkdir(exist_ok=True)
    marker.touch()

    children = family(process)
    assert len(children) >= 4
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()

    again, port, printed = run()
    assert "Loading" not in printed
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/pret/") as ready:
        assert ready.status == 200
    assert marker.exists()


def test_a_port_in_use_is_said_at_once(run):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        refused = subprocess.run(
            [ROOT / "bin/run"], env=os.environ | {"PORT": str(port)}, capture_output=True, text=True, timeout=60
        )
    assert refused.returncode == 1
    assert f"Port {port} is already in use" in refused.stdout

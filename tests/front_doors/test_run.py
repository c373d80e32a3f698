"""bin/run from nothing to the address, stopped in every way, and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "EMAIL_URL")


class Run:
    """One ``bin/run``, and everything it started."""

    def __init__(self, var):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self.process = subprocess.Popen(
            [ROOT / "bin/run"],
            env=environment | {"PROXINET_VAR": str(var), "PORT": str(self.port), "PROXINET_LOCAL": "true"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""
        self.family = {}
        deadline = time.monotonic() + PATIENCE
        for line in self.process.stdout:
            self.printed += line
            if "Mails are written" in line or time.monotonic() > deadline:
                break

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.read().decode()

    def child(self, word) -> psutil.Process:
        return next(child for child in self.children() if word in child.cmdline())

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=40)[0]


def nobody_is_left(processes, seconds=0) -> bool:
    gone, alive = psutil.wait_procs(processes, timeout=seconds)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


def container_health_check(port) -> int:
    return subprocess.run(
        [sys.executable, "-m", "proxinet.probe"], cwd=ROOT, env=os.environ | {"PORT": str(port)}
    ).returncode


@pytest.fixture
def run(tmp_path):
    started = []

    def running():
        started.append(Run(tmp_path))
        return started[-1]

    yield running
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)
    if (tmp_path / "postgres").is_symlink():  # as root, where the server's user cannot reach pytest's folder
        shutil.rmtree((tmp_path / "postgres").resolve())


def test_run_serves_the_demo_ends_cleanly_however_it_ends_and_keeps_its_data(run, tmp_path):
    first = run()
    assert f"http://127.0.0.1:{first.port}/" in first.printed
    assert "proxinet-demo-2026" in first.printed
    assert "chef-projet.SITE@proxinet.example" in first.printed
    assert "Gennevilliers" in first.get("/")
    assert container_health_check(first.port) == 0
    children = first.children()
    assert len(children) >= 5
    first.end(signal.SIGTERM)
    assert first.process.returncode == 0
    assert container_health_check(first.port) == 1
    assert nobody_is_left(children)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()

    # Again: the data are there. When a part dies, it says which, and stops the rest.
    second = run()
    assert "Loading" not in second.printed
    assert "Gennevilliers" in second.get("/")
    children = second.children()
    second.child("beat").kill()
    said = second.process.communicate(timeout=40)[0]
    assert second.process.returncode == 1
    assert "beat stopped by itself" in said
    assert nobody_is_left(children)

    # Killed without a word: those it started notice.
    third = run()
    children = third.children()
    third.end(signal.SIGKILL)
    assert nobody_is_left(children, seconds=30)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("wrong", ["huit mille", "70000"])
def test_a_port_that_is_none_is_said(wrong):
    refused = subprocess.run([ROOT / "bin/run"], env=os.environ | {"PORT": wrong}, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "PORT must be a number" in refused.stdout


def test_a_port_in_use_is_said_at_once():
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        refused = subprocess.run(
            [ROOT / "bin/run"], env=os.environ | {"PORT": str(port)}, capture_output=True, text=True, timeout=60
        )
    assert refused.returncode == 1
    assert f"Port {port} is already in use" in refused.stdout

"""How long ``./bin/run`` takes from an empty data folder to its address, then again; exits 1 past a limit."""

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"first start": 60, "second start": 15}
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "EMAIL_URL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start_once(var: str) -> tuple[float, float]:
    """Wall seconds to the address, and CPU seconds of all that ran until it was stopped and reaped."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    environment |= {"PROXINET_VAR": var, "PORT": str(free_port()), "PROXINET_LOCAL": "true"}
    before, began = cpu_seconds(), time.monotonic()
    with subprocess.Popen([ROOT / "bin/run"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            announced = any("ProxiNet runs:" in line for line in process.stdout)
            wall = time.monotonic() - began
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
    if not announced:
        sys.exit("bin/run ended without printing its address.")
    return wall, cpu_seconds() - before


def main() -> int:
    too_slow = False
    with tempfile.TemporaryDirectory() as var:
        for name, limit in LIMITS.items():
            wall, cpu = start_once(var)
            load = os.getloadavg()[0]
            print(f"{name}: {wall:.1f} s (limit {limit} s), CPU {cpu:.1f} s, load average {load:.1f}", flush=True)
            too_slow |= wall > limit
    return int(too_slow)


if __name__ == "__main__":
    sys.exit(main())

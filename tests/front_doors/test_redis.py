"""The worker as docker-compose.yml runs it: on a real Redis, judged by its own health check."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from ruamel.yaml import YAML

from proxinet.front_door import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
PATIENCE = 60


@pytest.fixture
def broker():
    """The address of an empty Redis of ours."""
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        pytest.skip("no Redis: ./bin/test starts one")
    redis.Redis.from_url(url).flushdb()
    return url


def test_a_task_sent_through_redis_is_taken_by_the_worker_which_is_healthy(broker):
    wake = "import django; django.setup(); from proxinet.tasks import send_queued_mails as task; task.delay()"
    environment = os.environ | {"REDIS_URL": broker, "DJANGO_SETTINGS_MODULE": "proxinet.settings"}
    subprocess.run([sys.executable, "-c", wake], cwd=ROOT, env=environment, check=True)
    assert redis.Redis.from_url(broker).llen("celery") == 1

    program, *arguments = COMMANDS["worker"]
    worker = subprocess.Popen(
        [PROGRAMS / program, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while redis.Redis.from_url(broker).llen("celery") and time.monotonic() < deadline:
            time.sleep(0.1)
        assert redis.Redis.from_url(broker).llen("celery") == 0
        services = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
        _, check, *rest = services["worker"]["healthcheck"]["test"]
        health = subprocess.run([PROGRAMS / check, *rest], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert health.returncode == 0, health.stdout + health.stderr
    finally:
        worker.terminate()
        worker.wait(30)

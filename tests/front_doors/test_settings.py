"""Production refuses to start unsafe; each try is a process of its own, as a server's would be."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "PUBLIC_URL": "https://proxinet.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1/proxinet",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def start(tmp_path, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=kept | {"PROXINET_VAR": str(tmp_path)} | {k: v for k, v in (GOOD | environment).items() if v is not None},
        capture_output=True,
        text=True,
    )


def test_production_starts_with_everything_said(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "abcdefghij1234567890"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + secrets.token_urlsafe(64)}, "SECRET_KEY"),
        ({"SECRET_KEY": "please-change-me-" + secrets.token_urlsafe(64)}, "SECRET_KEY"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "PostgreSQL is the only database"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://proxinet.example"}, "https://"),
    ],
)
def test_production_refuses(tmp_path, wrong, reason):
    refused = start(tmp_path, **wrong)
    assert refused.returncode != 0
    assert reason in refused.stderr.splitlines()[-1]


def test_check_deploy_is_clean():
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    checked = subprocess.run(
        [ROOT / "bin/manage", "check", "--deploy", "--fail-level", "WARNING"], env=ours, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout

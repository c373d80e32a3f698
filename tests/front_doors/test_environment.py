"""What bin/run, bin/test and bin/manage share: the environment they make."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def with_environment(script: str, **environment) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    done = subprocess.run(
        ["bash", "-euc", f"source bin/environment; {script}"],
        cwd=ROOT,
        env=clean | {"PIP_CONFIG_FILE": os.devnull} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_uv_looks_where_pip_was_told_to_look():
    settings = with_environment(
        "as_uv_settings; env",
        PIP_INDEX_URL="https://paquets.example/simple",
        PIP_EXTRA_INDEX_URL="https://un.example/simple https://deux.example/simple",
        PIP_FIND_LINKS="/opt/un /opt/deux",
    ).splitlines()
    assert "UV_DEFAULT_INDEX=https://paquets.example/simple" in settings
    assert "UV_INDEX=https://un.example/simple https://deux.example/simple" in settings
    assert "UV_FIND_LINKS=/opt/un,/opt/deux" in settings


def test_an_environment_that_is_there_is_not_installed_again():
    assert with_environment('install_packages() { echo "installing"; }; ensure_environment') == ""


def test_local_mode_only_when_nothing_else_is_said():
    ask = "local_mode; echo ${PROXINET_LOCAL:-unset}"
    assert with_environment(f"unset PROXINET_LOCAL; {ask}", SECRET_KEY="") == "true\n"
    assert with_environment(f"unset PROXINET_LOCAL; {ask}", SECRET_KEY="x") == "unset\n"
    assert with_environment(ask, PROXINET_LOCAL="false", SECRET_KEY="") == "false\n"


def test_the_front_doors_can_be_run():
    for door in ("bin/run", "bin/test", "bin/manage", "bin/lock", ".ci/run"):
        assert os.access(ROOT / door, os.X_OK)

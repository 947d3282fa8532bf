"""The files for running in containers say what the code needs, checked without a container engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.jobs.enums import Queue

ROOT = Path(__file__).resolve().parents[3]
WORKERS = ("clock", "mail", "computing")
APP_SERVICES = ("setup", "web", *WORKERS, "beat")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


def asked_for(text: str) -> set[str]:
    """The variables that must be given."""
    return set(re.findall(r"\$\{(\w+):\?\}", text))


def test_the_services_are_those_of_one_server(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*APP_SERVICES, "postgres", "proxy", "redis"}


def test_each_queue_has_a_worker_of_its_own(compose: dict[str, Any]) -> None:
    commands = {name: compose["services"][name]["command"] for name in WORKERS}
    queues = {name: command[command.index("--queues") + 1] for name, command in commands.items()}
    assert queues == {str(queue): f"coprod.{queue}" for queue in Queue}
    processes = commands["computing"][commands["computing"].index("--concurrency") + 1]
    assert compose["services"]["computing"]["environment"]["COPROD_COMPUTING_PROCESSES"].endswith(f":-{processes}}}")


def test_only_set_up_knows_the_privileged_addresses(compose: dict[str, Any]) -> None:
    privileged = {"DATABASE_ADMIN_URL", "DATABASE_BACKUP_URL", "DATABASE_SUPERUSER_URL"}
    standing = {name: privileged & set(compose["services"][name]["environment"]) for name in APP_SERVICES}
    assert standing == {"setup": privileged, **{name: set() for name in APP_SERVICES[1:]}}
    for name in APP_SERVICES[1:]:
        passwords = asked_for(str(compose["services"][name]["environment"]))
        assert passwords & {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "BACKUP_PASSWORD"} == set()


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_the_application_runs_hardened(compose: dict[str, Any]) -> None:
    for name in APP_SERVICES:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["environment"]["COPROD_ENV"] == "production"
    assert "USER coprod" in (ROOT / "docker" / "Dockerfile").read_text()


def test_the_example_environment_names_every_variable_that_must_be_given(compose: dict[str, Any]) -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    optional = {"COPROD_COMPUTING_PROCESSES", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"}
    assert named == asked_for((ROOT / "docker-compose.yml").read_text()) | optional


def test_the_example_environment_holds_no_secret() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    secrets = [line for line in lines if re.match(r"\w*(PASSWORD|SECRET)\w*=", line)]
    assert secrets == [
        "SECRET_KEY=",
        "POSTGRES_PASSWORD=",
        "OWNER_PASSWORD=",
        "APP_PASSWORD=",
        "BACKUP_PASSWORD=",
        "REDIS_PASSWORD=",
        "EMAIL_HOST_PASSWORD=",
    ]


def test_the_image_holds_every_package_of_the_application() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    packages = sorted(found - {"benchmarks", "tests"})
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert packages == ["coprod", "kernel", "participants", "services"]
    for name in (*packages, "templates", "locale"):
        assert f"COPY {name} {name}\n" in dockerfile
        assert f"!{name}" in ignored


def test_one_beat_and_a_proxy_that_is_counted(compose: dict[str, Any]) -> None:
    for name in ("web", *WORKERS):
        assert "beat" not in " ".join(compose["services"][name].get("command", []))
    assert compose["services"]["beat"]["command"] == ["python", "-m", "coprod.beat"]
    assert compose["services"]["web"]["environment"]["TRUSTED_PROXIES"] == "1"

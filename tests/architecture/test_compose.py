"""docker-compose.yml and Dockerfile agree with the queues, the variables and each other."""

import re
from typing import Any

import pytest
import yaml

from imagesearch import env
from imagesearch.jobs.names import Queue
from tests.architecture.source import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ROLES = {"web", "crawl", "index", "search", "beat", "flower", "redis", "postgres", "qdrant"}
TARGETS = set(re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
WITHOUT_PORT_OR_PEER = {"migrate", "beat"}
"""One ends by itself, the other answers nobody: there is nothing to ask for its health."""


def queues_of(service: dict[str, Any]) -> list[str]:
    command = service.get("command", [])
    return command[command.index("-Q") + 1].split(",") if "-Q" in command else []


def test_compose_has_every_role():
    assert set(SERVICES) >= ROLES | {"embed-cpu", "embed-gpu"}


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
def test_compose_queues_have_one_service_each(profile: str):
    started = [s for s in SERVICES.values() if profile in s.get("profiles", [profile])]
    assert sorted(queue for service in started for queue in queues_of(service)) == sorted(Queue)


def test_compose_variables_are_all_read():
    known = {variable.name for variable in env.VARIABLES.values()}
    used = {name for s in SERVICES.values() for name in s.get("environment", {}) if name.startswith(env.PREFIX)}
    assert used
    assert not used - known


def test_compose_image_tags_are_pinned():
    tags = {name: service["image"].rpartition(":")[2] for name, service in SERVICES.items()}
    assert not {name: tag for name, tag in tags.items() if not re.match(r"v?\d+\.\d+", tag)}


def test_compose_ports_are_on_loopback_only():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert not [port for port in ports if not port.startswith("127.0.0.1:")]


def test_compose_services_have_health_checks():
    assert not [name for name, s in SERVICES.items() if "healthcheck" not in s and name not in WITHOUT_PORT_OR_PEER]


def test_compose_targets_are_in_the_dockerfile():
    assert {s["build"]["target"] for s in SERVICES.values() if "build" in s} <= TARGETS


def test_compose_secrets_have_no_default():
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.findall(r"\$\{\w*(?:PASSWORD|SECRET|KEY)\w*(?::?-[^}]*)?\}", text)


def test_dockerfile_roles_run_without_root():
    text = (ROOT / "Dockerfile").read_text()
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)
    roles = [stage for stage in stages if re.match(r"app AS ", stage)]
    assert len(roles) == 3
    assert all("\nUSER imagesearch\n" in stage for stage in roles)


def test_dockerfile_only_the_model_role_has_torch():
    text = (ROOT / "Dockerfile").read_text()
    assert [line for line in text.splitlines() if "requirements/ml.txt" in line and line.startswith("COPY")] == [
        "COPY requirements/ml.txt requirements/web.txt requirements/"
    ]

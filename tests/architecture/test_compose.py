"""docker-compose.yml, its override, the Dockerfile, the queues and the variables agree."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from imagesearch import env
from imagesearch.jobs.names import Queue
from imagesearch.ops.programs import roles
from tests.architecture.source import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OVERRIDE: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "deploy/without-registry.yml").read_text())["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
STAGES = dict(re.findall(r"^FROM \S+ AS (\S+)\n(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL))
ROLE_STAGES = ("web", "crawl", "crawl-browser", "ml")
BROWSER: dict[str, Any] = yaml.safe_load((ROOT / "deploy/with-browser.yml").read_text())["services"]["crawl"]
SERVERS = {"redis", "postgres", "qdrant"}
PYTHON = ["python", "-m", "imagesearch.ops.role"]


def role_of(service: dict[str, Any]) -> str:
    command = service.get("command", [])
    return command[-1] if command[:-1] == PYTHON else ""


def queues_of(service: dict[str, Any]) -> list[Queue]:
    return list(roles()[role_of(service)].queues) if role_of(service) else []


@pytest.fixture
def _has_vector_server(monkeypatch):
    monkeypatch.setattr(env, "QDRANT_URL", COMPOSE["x-app"]["environment"]["IMAGESEARCH_QDRANT_URL"])


@pytest.mark.usefixtures("_has_vector_server")
def test_compose_has_every_role():
    assert {role_of(service) for service in SERVICES.values()} - {""} == set(roles())
    assert set(SERVICES) >= SERVERS | {"migrate", "embed-gpu"}


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
@pytest.mark.usefixtures("_has_vector_server")
def test_compose_queues_have_one_service_each(profile: str):
    started = [s for s in SERVICES.values() if profile in s.get("profiles", [profile])]
    assert sorted(queue for service in started for queue in queues_of(service)) == sorted(Queue)


def test_override_queues_have_one_service_each_without_vector_server(monkeypatch):
    monkeypatch.setattr(env, "QDRANT_URL", "")
    started = [s for name, s in SERVICES.items() if "profiles" not in OVERRIDE.get(name, {}) and name != "embed-gpu"]
    assert sorted(queue for service in started for queue in queues_of(service)) == sorted(Queue)


def test_override_starts_no_image_of_a_registry():
    started = [s for s in OVERRIDE.values() if "profiles" not in s]
    images = {s.get("image") or s["build"]["args"]["BASE"] for s in started}
    assert images == {"localhost/debian-python:bookworm"}
    assert set(OVERRIDE) == set(SERVICES) - {"embed-gpu"}


def test_compose_variables_are_all_read():
    known = {variable.name for variable in env.VARIABLES.values()}
    used = {name for s in SERVICES.values() for name in s.get("environment", {}) if name.startswith(env.PREFIX)}
    assert used
    assert not used - known


def test_compose_ports_are_those_of_the_roles():
    values = COMPOSE["x-app"]["environment"]
    assert SERVICES["web"]["ports"] == [f"127.0.0.1:8000:{values['IMAGESEARCH_WEB_PORT']}"]
    assert SERVICES["flower"]["ports"] == [f"127.0.0.1:5555:{values['IMAGESEARCH_FLOWER_PORT']}"]
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web", "flower"}


def test_compose_image_tags_are_pinned():
    tags = {name: service["image"].rpartition(":")[2] for name, service in SERVICES.items()}
    tags["base"] = re.findall(r"^ARG BASE=\S+:(\S+)$", DOCKERFILE, re.MULTILINE)[0]
    assert not {name: tag for name, tag in tags.items() if not re.match(r"v?\d+\.\d+", tag)}


def test_compose_services_have_health_checks_of_their_role():
    unasked = {"migrate", "beat"}  # one ends by itself, the other answers nobody
    assert {name for name, s in SERVICES.items() if "healthcheck" not in s} == unasked
    probed = {name: s["healthcheck"]["test"][-1] for name, s in SERVICES.items() if role_of(s) and name not in unasked}
    assert probed == {name: role_of(SERVICES[name]) for name in probed}


def test_compose_targets_are_stages_of_the_dockerfile():
    targets = {s["build"]["target"] for s in (*SERVICES.values(), BROWSER) if "build" in s}
    assert targets == set(ROLE_STAGES)


def test_compose_databases_have_no_way_outside():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(SERVICES[name]["networks"] == ["inside"] for name in SERVERS)


def test_compose_secrets_have_no_default():
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)([^}]*)\}", TEXT)
    assert secrets
    assert {rest for _, rest in secrets} == {":?run python3 deploy/new_env.py >> .env"}


def test_new_env_prints_every_variable_that_compose_requires():
    script = ROOT / "deploy" / "new_env.py"
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    on_disk = (ROOT / ".env").read_text() if (ROOT / ".env").exists() else ""
    given = dict(line.split("=", 1) for line in (printed + on_disk).splitlines() if "=" in line)
    assert set(re.findall(r"\$\{(\w+):\?", TEXT)) <= set(given)


@pytest.mark.parametrize("name", ROLE_STAGES)
def test_dockerfile_roles_run_without_root_and_without_installer(name: str):
    users = re.findall(r"^USER (\S+)$", STAGES[name], re.MULTILINE)
    assert users[-1] == "imagesearch"
    assert "/opt/uv" not in STAGES[name]


def test_dockerfile_only_the_model_role_has_torch():
    assert [name for name, text in STAGES.items() if "requirements/ml.txt" in text] == ["ml-venv"]
    assert [name for name, text in STAGES.items() if "--from=ml-venv" in text] == ["ml"]

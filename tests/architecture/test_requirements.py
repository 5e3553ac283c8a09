"""Every requirement is locked, every lock agrees with the others, and torch is in one of them only."""

import re

import pytest

from tests.architecture.source import ROOT

FOLDER = ROOT / "requirements"
ROLES = ("base", "web", "crawler", "ml", "dev")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(?P<version>\S+)", re.MULTILINE)
WANTED = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(role: str) -> dict[str, str]:
    return {normal(p["name"]): p["version"] for p in PIN.finditer((FOLDER / f"{role}.txt").read_text())}


@pytest.mark.parametrize("role", ROLES)
def test_lock_has_every_requirement(role: str):
    lines = [line for line in (FOLDER / f"{role}.in").read_text().splitlines() if not line.startswith(("#", "-"))]
    wanted = {normal(found["name"]) for line in lines if (found := WANTED.match(line))}
    assert not wanted - set(pins(role)), "run `make lock`"


@pytest.mark.parametrize("role", ROLES)
def test_lock_agrees_with_the_others(role: str):
    everything = pins("dev")
    assert not {name: version for name, version in pins(role).items() if everything.get(name) != version}


@pytest.mark.parametrize("role", ROLES)
def test_lock_has_a_hash_for_every_package(role: str):
    text = (FOLDER / f"{role}.txt").read_text()
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:])


def test_torch_is_only_where_models_run():
    assert [role for role in ROLES if "torch" in pins(role)] == ["ml", "dev"]

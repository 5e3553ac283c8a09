"""Tests of what `doctor` says about the installation."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from imagesearch import env
from imagesearch.ops.installation import LOCKS, crawler_name_part, packages_part, state_part, vectors_part
from imagesearch.ops.parts import PartState


def test_packages_as_locked_are_ok():
    assert packages_part(env.ROOT / "requirements").state == PartState.OK


@pytest.mark.parametrize(
    ("pin", "state"), [("django==1.0", PartState.DEGRADED), ("no-such-package==1.0", PartState.MISSING)]
)
def test_packages_not_as_locked_say_which(tmp_path: Path, pin: str, state: PartState):
    for lock in LOCKS:
        (tmp_path / lock).write_text(f"{pin} \\\n    --hash=sha256:00\n")
    part = packages_part(tmp_path)
    assert part.state == state
    assert pin.partition("=")[0] in part.sentence
    assert part.mend


def test_state_folder_writable_is_ok(tmp_path: Path):
    assert state_part(tmp_path).state == PartState.OK


def test_state_folder_absent_is_missing(tmp_path: Path):
    assert state_part(tmp_path / "nowhere").state == PartState.MISSING


def test_vectors_server_that_is_away_is_missing(settings):
    settings.QDRANT_URL = "http://127.0.0.1:1"
    assert vectors_part().state == PartState.MISSING


@pytest.mark.django_db
def test_doctor_json_is_one_document_and_exit_code_three_without_redis():
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert ended.value.code == 3
    assert said["ok"] is False
    assert all(part["mend"] for part in said["parts"] if part["state"] != "ok")


@pytest.mark.parametrize(
    ("agent", "state"),
    [
        ("imagesearch-crawler/1.0 (+https://example.org/imagesearch-bot)", PartState.DEGRADED),
        ("acme-crawler/1.0", PartState.DEGRADED),
        ("acme-crawler/1.0 (+https://acme.example/crawler)", PartState.OK),
        ("acme-crawler/1.0 (crawler@acme.example)", PartState.OK),
    ],
)
def test_crawler_without_a_contact_is_named_in_production(monkeypatch, settings, agent: str, state: PartState):
    monkeypatch.setattr(env, "CRAWL_USER_AGENT", agent)
    settings.IS_EMBEDDED = False
    assert crawler_name_part().state == state
    settings.IS_EMBEDDED = True
    assert crawler_name_part().state == PartState.OK

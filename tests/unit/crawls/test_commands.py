"""The crawl commands: exit codes, one JSON document on stdout, sentences on stderr."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from imagesearch.crawls.management import command, waiting
from imagesearch.crawls.management.commands import crawl as crawl_command
from imagesearch.crawls.models import Crawl, CrawlHost
from imagesearch.env import ROOT
from imagesearch.jobs.names import Queue
from tests.factories import crawl_make, image_make, page_make

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:8765/"


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a crawl worker answered; whether real ones do is the integration tests' business."""
    drained = dict.fromkeys(Queue, 1)
    monkeypatch.setattr(command, "queues_drained", lambda: drained)


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What becomes of a crawl while the command sleeps."""
    end: dict[str, Any] = {"status": "complete", "reason": "finished", "reason_sentence": "Done.", "images": 1}

    def pass_time(_: float) -> None:
        crawl = Crawl.objects.get()
        for number in range(end["images"]):
            image_make(crawl, f"{number}.jpg", status="indexed")
        Crawl.objects.update(**{name: value for name, value in end.items() if name != "images"})

    monkeypatch.setattr(waiting.time, "sleep", pass_time)
    return end


def test_crawl_without_broker_exits_3_and_says_what_helps():
    code, out, err = run("crawl", URL, "--allow-start-host")
    assert (code, out) == (3, "")
    assert "make up" in err
    assert not Crawl.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "error_code"),
    [
        (["example.org"], "url_no_scheme"),
        (["ftp://example.org/"], "url_invalid"),
        (["http://10.0.0.1/"], "host_forbidden"),
        (["http://no-such-host.invalid/"], "host_unknown"),
        ([URL, "--limit", "0"], "invalid"),
    ],
)
def test_crawl_wrong_arguments_exit_2(worker: None, arguments: list[str], error_code: str):
    code, out, err = run("crawl", *arguments, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, error_code)
    assert err.strip()
    assert not Crawl.objects.exists()


def test_crawl_prints_where_it_is(worker: None):
    code, out, _ = run(
        "crawl", URL, "--allow-start-host", "--limit", "9", "--include", "*/a/*", "--include", "*/b/*", "--json"
    )
    crawl = Crawl.objects.get()
    assert (code, json.loads(out)["id"]) == (0, crawl.id)
    assert json.loads(out)["links"]["self"] == f"/api/v1/crawls/{crawl.id}/"
    expected = {"limit": 9, "include": ["*/a/*", "*/b/*"], "allowed_host": "127.0.0.1:8765"}
    assert crawl.options | expected == crawl.options


def test_crawl_waits_for_the_end(worker: None, ending: dict[str, Any]):
    code, out, _ = run("crawl", URL, "--allow-start-host", "--wait", "--json")
    assert (code, json.loads(out)["status"]) == (0, "complete")
    assert json.loads(out)["counts"]["images_indexed"] == 1


@pytest.mark.parametrize(
    ("status", "reason", "images"),
    [("failed", "start_page_failed", 0), ("complete_with_problems", "no_images", 0), ("cancelled", "cancelled_by_user", 3), ("paused", "storage_full", 3)],
)  # fmt: skip
def test_crawl_that_fails_exits_1_with_the_reason(
    worker: None, ending: dict[str, Any], status: str, reason: str, images: int
):
    ending |= {"status": status, "reason": reason, "reason_sentence": "This is why.", "images": images}
    code, out, err = run("crawl", URL, "--allow-start-host", "--wait", "--json")
    assert (code, json.loads(out)["reason"]) == (1, reason)
    assert "This is why." in err


def test_crawl_interrupted_goes_on(worker: None, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(crawl_command, "crawl_wait", interrupt)
    code, _, err = run("crawl", URL, "--allow-start-host", "--wait")
    crawl = Crawl.objects.get()
    assert (code, crawl.status) == (130, "queued")
    assert f"manage.py status {crawl.id}" in err


def test_status_tells_counts_and_problems():
    crawl = crawl_make(status="running", reason_sentence="Fetching pages and pictures.")
    page_make(crawl, "/slow/", status="failed", reason="timeout")
    code, out, _ = run("status", crawl.id)
    assert code == 0
    assert "1 found, 0 read, 1 failed" in out
    assert "The server did not answer in time. (http://site.test/slow/)" in out


def test_status_without_an_id_lists_the_newest_crawls():
    assert "manage.py crawl URL" in run("status")[1]
    older = crawl_make(url="http://old.test/", status="complete")
    image_make(crawl_make(url="http://new.test/", status="running"), "a.jpg", status="indexed")
    code, out, _ = run("status")
    first, second = out.strip().split("\n")
    assert code == 0
    assert "running" in first
    assert "1 pictures  http://new.test/" in first
    assert second.startswith(older.id)
    assert [crawl["url"] for crawl in json.loads(run("status", "--json")[1])["results"]] == [
        "http://new.test/",
        "http://old.test/",
    ]


def test_status_tells_what_holds_for_each_host():
    crawl = crawl_make(status="running")
    until = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    CrawlHost.objects.create(
        crawl=crawl, host="shop.test", rule="partly", delay_seconds=0.5, requests=1200, throttled=7, held_until=until
    )
    _, out, _ = run("status", crawl.id)
    assert "shop.test: robots.txt: some paths are closed, 1,200 requests, 0.5 s between two, 7 answers 429" in out
    assert "wants a pause until 2026-01-02T03:04:05Z" in out
    assert "answers 503" not in out


def test_status_in_json_is_the_snapshot():
    crawl = crawl_make()
    _, out, err = run("status", crawl.id, "--json")
    assert (json.loads(out)["id"], err) == (crawl.id, "")


@pytest.mark.parametrize("name", ["status", "pause", "resume", "cancel"])
def test_commands_unknown_crawl_exit_2(name: str):
    code, out, _ = run(name, "nothing", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "crawl_not_found")


@pytest.mark.parametrize(
    ("database", "code"),
    [
        ("sqlite:///{folder}/new.sqlite3", "database_empty"),
        ("postgres://nobody:nothing@127.0.0.1:1/none", "database_unavailable"),
    ],
)
def test_commands_without_a_database_exit_3(tmp_path: Path, database: str, code: str):
    """In a process of its own: before the first start there is no table, and a database server may be away."""
    command_line = [sys.executable, "manage.py", "status", "x", "--json"]
    surroundings = {
        "DATABASE_URL": database.format(folder=tmp_path),
        "IMAGESEARCH_STATE_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    ended = subprocess.run(command_line, env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, json.loads(ended.stdout)["error"]["code"]) == (3, code)
    assert "Traceback" not in ended.stderr


def test_acting_moves_the_crawl_or_exits_1():
    crawl = crawl_make(status="running")
    for name, expected in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled")):
        code, out, _ = run(name, crawl.id, "--json")
        assert (code, json.loads(out)["status"]) == (0, expected)
    code, out, _ = run("pause", crawl.id, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "cannot_pause")

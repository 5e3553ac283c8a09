"""Runs the real crawl process, over real HTTP, against the database of the tests."""

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db import connection

from imagesearch.core.urls import host_port, start_url, url_host, url_key
from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.crawls.options import CrawlOptions
from imagesearch.crawls.states import CrawlStatus
from imagesearch.env import ROOT, child_environment
from tests.factories import crawl_make

HOLDER = "test-holder"
PATIENCE_SECONDS = 120
RowsBorrowed = Callable[[], AbstractContextManager[None]]
"""The fixture `rows_borrowed`."""


def crawl_of(url: str, *, allowed: bool = True, **options: Any) -> Crawl:
    """A crawl that waits for its process; its own host may be visited unless told otherwise."""
    start = start_url(url)
    stored = CrawlOptions(**{"allowed_host": host_port(start) if allowed else ""} | options).model_dump(mode="json")
    crawl = crawl_make(url=start, host=url_host(start), options=stored, status=CrawlStatus.RUNNING, lease_holder=HOLDER)
    Page.objects.create(crawl=crawl, url=start, url_key=url_key(start))
    return crawl


def crawler_start(crawl: Crawl, state_dir: Path, number: int = 0, **variables: str) -> subprocess.Popen[bytes]:
    """The crawl process, with settings as environment variables without their prefix."""
    extra = {f"IMAGESEARCH_{name}": value for name, value in variables.items()}
    places = {"IMAGESEARCH_STATE_DIR": str(state_dir), "IMAGESEARCH_DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "crawler", crawl.id, "--holder", HOLDER, "--number", str(number)]
    return subprocess.Popen(command, cwd=ROOT, env=child_environment(**places, **extra), stderr=subprocess.PIPE)


def crawler_run(crawl: Crawl, state_dir: Path, *, patience_seconds: float = PATIENCE_SECONDS, **variables: str) -> int:
    """Run it to its end; its exit code."""
    process = crawler_start(crawl, state_dir, **variables)
    try:
        _, errors = process.communicate(timeout=patience_seconds)
    finally:
        process.kill()
    crawl.refresh_from_db()
    sys.stderr.write(errors.decode(errors="replace"))
    return process.returncode


def crawler_end(process: subprocess.Popen[bytes], number: signal.Signals) -> int:
    """Send it a signal; its exit code."""
    process.send_signal(number)
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode


def page_ends(crawl: Crawl) -> dict[str, str]:
    """Path of every page to its status, with the reason behind a colon."""
    return _ends(Page.objects.filter(crawl=crawl).values_list("url", "status", "reason"))


def image_ends(crawl: Crawl) -> dict[str, str]:
    """Path of every picture to its status, with the reason behind a colon."""
    return _ends(Image.objects.filter(crawl=crawl).values_list("url", "status", "reason"))


def _ends(rows: Any) -> dict[str, str]:
    ends = {}
    for url, status, reason in rows:
        path = "/" + url.split("/", 3)[3] if url.startswith("http") else url
        ends[path] = f"{status}:{reason}" if reason else status
    return ends


def database_url() -> str:
    """Where the tests' own database is, for processes that they start."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = settings["HOST"] or "localhost"
    return f"postgres://{settings['USER']}:{settings['PASSWORD']}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"

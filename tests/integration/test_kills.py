"""Twenty crawls, each hit at random moments by what can go wrong: nothing is lost, nothing is there twice, counts are true."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection
from redis import Redis

from imagesearch.crawls.models import Crawl, Image, Page, Sighting
from imagesearch.crawls.selectors.counts import crawl_counts
from imagesearch.crawls.services.leases import crawl_lease_release
from imagesearch.env import ROOT, child_environment
from tests.crawl_process import crawl_of, database_url
from tests.picture_site import PictureSite

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
PAGES, PICTURES = 24, 2
ROUNDS = 20
PATIENCE_SECONDS = 120
BLOWS_PER_ROUND = 2


class Round:
    """One crawl with its watcher, and the ways to hit it."""

    def __init__(self, crawl: Crawl, state_dir: Path, redis_url: str) -> None:
        self.crawl = crawl
        self.redis_url = redis_url
        self._environment = child_environment(
            IMAGESEARCH_STATE_DIR=str(state_dir),
            IMAGESEARCH_DATABASE_URL=database_url(),
            IMAGESEARCH_REDIS_URL=redis_url,
            IMAGESEARCH_CRAWL_LEASE_SECONDS="6",
        )
        self._watchers = 0
        self.watcher_start()

    def watcher_start(self) -> None:
        """A watcher of another name than any before."""
        self._watchers += 1
        command = [sys.executable, "-m", "tests.watching", self.crawl.id, f"watcher-{self._watchers}"]
        self.watcher = subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=subprocess.DEVNULL)

    def crawlers(self) -> list[psutil.Process]:
        """The crawl processes that run now."""
        with_us = psutil.Process(self.watcher.pid).children() if self.watcher.poll() is None else []
        return [process for process in with_us if "crawler" in " ".join(_command(process))]

    def crawler_hit(self, number: signal.Signals, chance: random.Random) -> None:
        """End one of the crawl processes, if there is one."""
        if crawlers := self.crawlers():
            os.kill(chance.choice(crawlers).pid, number)

    def watcher_hit(self) -> None:
        """Kill the watcher; what the reaper does after the lease has run out is done at once."""
        self.watcher.kill()
        self.watcher.wait()
        Crawl.objects.filter(pk=self.crawl.pk).update(lease_holder="", lease_until=None)
        self.watcher_start()

    def broker_hit(self) -> None:
        """Redis forgets everything."""
        with Redis.from_url(self.redis_url) as client:
            client.flushall()

    def database_hit(self) -> None:
        """Every other connection to the database is cut."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )

    def hit(self, chance: random.Random) -> None:
        """Something goes wrong."""
        blows = [
            lambda: self.crawler_hit(signal.SIGKILL, chance), lambda: self.crawler_hit(signal.SIGKILL, chance),
            lambda: self.crawler_hit(signal.SIGTERM, chance), self.watcher_hit, self.broker_hit, self.database_hit,
        ]  # fmt: skip
        chance.choice(blows)()

    def wait(self, is_there: Any) -> None:
        """Wait for something; a watcher that has ended is followed by another, as the reaper would see to it."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not is_there():
            assert time.monotonic() < give_up_at, self.state()
            if self.watcher.poll() is not None:
                self.watcher_start()
            time.sleep(0.02)

    def status(self) -> str:
        return str(Crawl.objects.values_list("status", flat=True).get(pk=self.crawl.pk))

    def state(self) -> Any:
        """For a test that fails."""
        pages = Counter(Page.objects.filter(crawl=self.crawl).values_list("status", "reason"))
        return self.status(), pages, Counter(Image.objects.filter(crawl=self.crawl).values_list("status", "reason"))

    def stop(self) -> None:
        """End the watcher; its processes follow."""
        self.watcher.kill()
        self.watcher.wait()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@contextmanager
def round_running(url: str, state_dir: Path, redis_url: str, processes: int) -> Iterator[Round]:
    crawl = crawl_of(url, processes=processes)
    crawl_lease_release(crawl.id, crawl.lease_holder)
    running = Round(crawl, state_dir, redis_url)
    try:
        yield running
    finally:
        running.stop()


def assert_whole(crawl: Crawl, url: str) -> None:
    """Everything of the site is there once, fetched, and counted."""
    pages, images = Page.objects.filter(crawl=crawl), Image.objects.filter(crawl=crawl)
    assert Counter(pages.values_list("status", "reason")) == {("done", ""): PAGES}
    assert Counter(images.values_list("status", "reason")) == {("fetched", ""): PAGES * PICTURES}
    assert len(set(pages.values_list("url", flat=True))) == PAGES
    assert len(set(images.values_list("sha256", flat=True))) == PAGES * PICTURES
    assert Sighting.objects.filter(image__crawl=crawl).count() == PAGES * PICTURES
    assert not images.exclude(claimed_by="").exists()
    counts = crawl_counts(crawl.id)
    assert (counts.pages_found, counts.pages_done, counts.images_fetched) == (PAGES, PAGES, PAGES * PICTURES)
    assert Crawl.objects.values_list("pages_taken", "fetch_ended_reason").get(pk=crawl.pk) == (PAGES, "finished")
    assert all(page.startswith(url) for page in pages.values_list("url", flat=True))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_crawl_hit_at_random_moments_is_whole(seed: int, tmp_path: Path, redis_url: str):
    chance = random.Random(seed)
    with (
        PictureSite(PAGES, PICTURES, pause_seconds=0.03).serving() as site,
        round_running(site.url, tmp_path, redis_url, processes=1 + seed % 2) as running,
    ):
        done: dict[str, int] = {}
        for _ in range(BLOWS_PER_ROUND):
            done_wait(running, chance.randrange(PAGES))
            time.sleep(chance.random() / 10)
            done |= {path: site.requests[path] for path in done_paths(running, site.url)}
            running.hit(chance)
        running.wait(lambda: running.status() == "finishing")
        assert_whole(running.crawl, site.url)
        assert {path: site.requests[path] for path in done} == done, "what is done is not fetched again"


def done_paths(running: Round, url: str) -> list[str]:
    done = Page.objects.filter(crawl=running.crawl, status="done")
    return ["/" + found.removeprefix(url) for found in done.values_list("url", flat=True)]


def done_wait(running: Round, count: int) -> None:
    """Until so many pages are done, or all is."""
    running.wait(lambda: done_count(running) >= count or running.status() == "finishing")


def done_count(running: Round) -> int:
    return Page.objects.filter(crawl=running.crawl, status="done").count()


def test_crawl_process_that_somebody_ends_is_no_crash(tmp_path: Path, redis_url: str):
    with (
        PictureSite(PAGES, PICTURES, pause_seconds=0.05).serving() as site,
        round_running(site.url, tmp_path, redis_url, processes=1) as running,
    ):
        for moment in (2, 8):
            done_wait(running, moment)
            running.crawler_hit(signal.SIGTERM, random.Random(moment))
        running.wait(lambda: running.status() == "finishing")
        assert_whole(running.crawl, site.url)
        assert Crawl.objects.values_list("crashes", flat=True).get(pk=running.crawl.pk) == 0

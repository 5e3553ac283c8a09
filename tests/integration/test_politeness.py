"""Politeness, measured where it counts: in the log of the server that is asked."""

import sys
import time
from pathlib import Path

import pytest
from redis import Redis

from crawler.exits import Exit
from crawler.robots import BODY_MAX_BYTES
from imagesearch.crawls.models import Crawl, CrawlHost
from tests.crawl_process import PATIENCE_SECONDS, crawl_of, crawler_run, crawler_start, image_ends, page_ends
from tests.small_site import Answer, Handler, SmallSite, picture_bytes, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def empty_redis(redis_url: str) -> str:
    with Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


def gallery(site: SmallSite, pictures: int) -> None:
    site.page("/", "".join(f'<img src="/{number}.png">' for number in range(pictures)))
    for number in range(pictures):
        site.picture(f"/{number}.png")


def crawled_together(site: SmallSite, folder: Path, **variables: str) -> list[Crawl]:
    """Two crawls of one site at the same time, each with a process of its own."""
    crawls = [crawl_of(f"{site.url}/") for _ in range(2)]
    processes = [crawler_start(crawl, folder / crawl.id, **variables) for crawl in crawls]
    for process in processes:
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        sys.stderr.write(errors.decode(errors="replace"))
        assert process.returncode == Exit.ENDED
    return crawls


def test_two_crawls_together_keep_the_delay_of_one(tmp_path: Path, empty_redis: str) -> None:
    delay_seconds, pictures = 0.2, 20
    with site_serving() as site:
        gallery(site, pictures)
        variables = {"REDIS_URL": empty_redis, "CRAWL_LOOPBACK_DELAY_SECONDS": str(delay_seconds)}
        crawls = crawled_together(site, tmp_path, **variables)
    assert len(site.moments) >= 2 * (pictures + 2)  # robots.txt, the page and its pictures, twice
    # A request may be late on its way, so one distance proves nothing; at twice the rate the whole would take half as long.
    spread_seconds = site.moments[-1] - site.moments[0]
    assert spread_seconds >= 0.8 * delay_seconds * (len(site.moments) - 1)
    for crawl in crawls:
        row = CrawlHost.objects.get(crawl=crawl)
        assert (row.is_pace_shared, row.delay_seconds >= delay_seconds) == (True, True)


def test_two_crawls_together_keep_the_parallel_requests_of_one(tmp_path: Path, empty_redis: str) -> None:
    def slow(handler: Handler) -> Answer:
        time.sleep(0.3)
        return Answer(picture_bytes(handler.path), kind="image/png")

    with site_serving() as site:
        gallery(site, 12)
        site.routes |= {f"/{number}.png": slow for number in range(12)}
        variables = {"CRAWL_LOOPBACK_DELAY_SECONDS": "0.001", "CRAWL_CONCURRENCY_PER_HOST": "3"}
        crawled_together(site, tmp_path, REDIS_URL=empty_redis, **variables)
    assert site.paths.count("/11.png") == 2
    assert site.under_way_most <= 3


def test_crawl_without_redis_keeps_its_own_delay_and_says_so(tmp_path: Path) -> None:
    with site_serving() as site:
        gallery(site, 10)
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path, CRAWL_LOOPBACK_DELAY_SECONDS="0.2") == Exit.ENDED
    assert site.moments[-1] - site.moments[0] >= 0.8 * 0.2 * (len(site.moments) - 1)
    row = CrawlHost.objects.get(crawl=crawl)
    assert not row.is_pace_shared
    assert row.requests == len(site.paths) == 13  # robots.txt, the page, a sitemap that is not there, ten pictures


def test_nothing_is_asked_during_a_pause_that_the_server_wants(tmp_path: Path) -> None:
    pause_seconds = 3
    told: list[float] = []

    def busy_once(_: Handler) -> Answer:
        if told:
            return Answer(picture_bytes("late"), kind="image/png")
        told.append(time.monotonic())
        return Answer(b"later", 429, {"Retry-After": str(pause_seconds)})

    with site_serving({"/0.png": busy_once}) as site:
        site.page("/", '<img src="/0.png"><img src="/1.png"><a href="/next">n</a>')
        site.picture("/1.png")
        site.page("/next", '<link rel=stylesheet href="/s.css">')
        crawl = crawl_of(f"{site.url}/")
        # One request at a time: none can be on its way while the server says that it wants a pause.
        one = {"CRAWL_LOOPBACK_DELAY_SECONDS": "0.001", "CRAWL_CONCURRENCY_PER_HOST": "1"}
        assert crawler_run(crawl, tmp_path, **one) == Exit.ENDED
    after = [moment - told[0] for moment in site.moments if moment > told[0]]
    assert after
    assert min(after) >= pause_seconds
    assert image_ends(crawl) == {"/0.png": "fetched", "/1.png": "fetched"}
    assert CrawlHost.objects.get(crawl=crawl).throttled == 1


def test_style_sheet_of_a_busy_server_is_asked_for_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def busy_once(handler: Handler) -> Answer:
        asked.append(handler.path)
        return Answer(b"", 429, {"Retry-After": "1"}) if len(asked) == 1 else Answer(b"a{background:url(/bg.png)}")

    with site_serving({"/s.css": busy_once}) as site:
        site.page("/", '<link rel=stylesheet href="/s.css">')
        site.picture("/bg.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert image_ends(crawl) == {"/bg.png": "fetched"}


def test_robots_of_every_kind_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"User-agent: *\nDisallow: /private\n")
        try:
            while True:
                handler.wfile.write(b"# much ado\n" * 10_000)
                sent.append(110_000)
        except OSError:
            handler.close_connection = True

    sent: list[int] = []
    with site_serving({"/robots.txt": endless}) as site:
        site.page("/", '<a href="/private">p</a><img src="/a.png">')
        site.page("/private", "secret")
        site.picture("/a.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {"/": "done", "/private": "skipped:robots_disallowed"}
    assert image_ends(crawl) == {"/a.png": "fetched"}
    assert "/private" not in site.paths
    assert sum(sent) < 20 * BODY_MAX_BYTES  # what the sockets between us hold, not what the server would like to send
    row = CrawlHost.objects.get(crawl=crawl)
    assert (row.rule, row.robots_status, row.left_out) == ("partly", 200, 1)


def test_robots_that_do_not_come_are_asked_for_again(tmp_path: Path) -> None:
    def dropped_once(handler: Handler) -> Answer | None:
        if site.paths.count("/robots.txt") > 1:
            return Answer(b"User-agent: *\nDisallow: /private\n", kind="text/plain")
        handler.close_connection = True
        return None

    with site_serving({"/robots.txt": dropped_once}) as site:
        site.page("/", '<a href="/private">p</a><img src="/a.png">')
        site.picture("/a.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {"/": "done", "/private": "skipped:robots_disallowed"}
    assert image_ends(crawl) == {"/a.png": "fetched"}


def test_robots_that_lead_to_a_forbidden_address_forbid_all(tmp_path: Path) -> None:
    away = Answer(status=302, headers={"Location": "http://10.0.0.1/robots.txt"})
    with site_serving({"/robots.txt": away}) as site:
        site.page("/", "")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert site.paths == ["/robots.txt"]
    assert crawl.fetch_ended_reason == "robots_unreachable"
    assert CrawlHost.objects.get(crawl=crawl, rule="unreachable").host in site.url

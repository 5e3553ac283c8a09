"""Crawls of several processes, crawls of lists, and crawls that somebody stops: measured at the server's log."""

import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from crawler.exits import Exit
from imagesearch.crawls.found import NewPage
from imagesearch.crawls.models import Crawl, Page
from imagesearch.crawls.options import CrawlOptions
from imagesearch.crawls.services.frontier import pages_add
from imagesearch.crawls.services.sources import crawl_start_list
from imagesearch.crawls.states import CrawlStatus, PageStatus
from imagesearch.lists.json_rows import values_read
from tests.crawl_process import HOLDER, crawl_of, crawler_run, crawler_start, image_ends, page_ends
from tests.factories import user_make
from tests.small_site import Answer, gallery, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


def crawlers_run(crawl: Crawl, state_dir: Path, count: int) -> list[int]:
    """Several processes at the same time; their exit codes."""
    processes = [crawler_start(crawl, state_dir, number) for number in range(count)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        sys.stderr.write(errors.decode(errors="replace"))
    crawl.refresh_from_db()
    return [process.returncode for process in processes]


def test_crawl_shared_by_processes_fetches_everything_once(tmp_path: Path) -> None:
    with site_serving() as site:
        gallery(site, 200, pause_seconds=0.3)
        crawl = crawl_of(f"{site.url}/", processes=3)
        assert crawlers_run(crawl, tmp_path, 3) == [Exit.ENDED] * 3
        asked = Counter(path for path in site.paths if path not in ("/robots.txt", "/sitemap.xml"))
    assert crawl.fetch_ended_reason == "finished"
    assert list(page_ends(crawl).values()) == ["done"] * 200
    assert list(image_ends(crawl).values()) == ["fetched"] * 400
    assert set(asked.values()) == {1}
    assert site.paths.count("/robots.txt") == 3, (
        "each took part, though there was nothing but the start page for all of them"
    )


def test_crawl_shared_by_processes_stays_within_its_limit(tmp_path: Path) -> None:
    with site_serving() as site:
        site.routes["/"] = Answer(status=302, headers={"Location": "/p0"})
        gallery(site, 80, pause_seconds=0.05)
        site.routes["/p0"] = site.routes["/"]
        site.routes["/"] = Answer(status=302, headers={"Location": "/p0"})
        crawl = crawl_of(f"{site.url}/", processes=3, limit=17)
        assert crawlers_run(crawl, tmp_path, 3) == [Exit.ENDED] * 3
    assert crawl.fetch_ended_reason == "page_limit"
    assert (crawl.pages_taken, list(page_ends(crawl).values()).count("done")) == (17, 17)
    assert set(image_ends(crawl).values()) == {"fetched"}


@pytest.mark.parametrize("status", [CrawlStatus.PAUSED, CrawlStatus.CANCELLED])
def test_crawl_paused_or_cancelled_asks_for_nothing_more(tmp_path: Path, status: CrawlStatus) -> None:
    pause_seconds, at_once = 0.25, 16
    with site_serving() as site:
        gallery(site, 600, pause_seconds=pause_seconds)
        crawl = crawl_of(f"{site.url}/")
        process = crawler_start(crawl, tmp_path)
        while Page.objects.filter(crawl=crawl, status=PageStatus.DONE).count() < 40:
            time.sleep(0.02)
        Crawl.objects.filter(pk=crawl.pk).update(status=status)
        before = len(site.paths)
        process.communicate(timeout=60)
        two_seconds_of_pages = 2 * at_once / pause_seconds
        pages = [path for path in site.paths[before:] if path.startswith("/p")]
        assert len(pages) < two_seconds_of_pages
    assert process.returncode == Exit.STOPPED
    assert not Page.objects.filter(crawl=crawl, status=PageStatus.CLAIMED).exists()


def test_list_of_pages_is_fetched_and_nothing_else(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/a", '<a href="/b">b</a><a href="/c">c</a><img src="/a.png" alt="A boat">')
        site.routes["/moved"] = Answer(status=301, headers={"Location": "/d"})
        for path in "bcd":
            site.page(f"/{path}", "")
        site.picture("/a.png")
        crawl = crawl_of(f"{site.url}/a", kind="pages", depth=0)
        pages_add(crawl.id, [NewPage(f"{site.url}/moved", 0)])
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert not {"/b", "/c", "/sitemap.xml"} & set(site.paths)
    assert page_ends(crawl) == {"/a": "done", "/moved": "skipped:redirected", "/d": "done"}
    assert image_ends(crawl) == {"/a.png": "fetched"}


def test_list_of_pictures_is_fetched_without_its_pages(tmp_path: Path) -> None:
    with site_serving() as site:
        site.picture("/a.png")
        site.page("/shop", '<img src="/never.png">')
        rows = [{"image": f"{site.url}/a.png", "link": f"{site.url}/shop", "title": "A boat"}, f"{site.url}/gone.png"]
        options = CrawlOptions.model_validate({"kind": "images"})
        crawl = crawl_start_list(owner=user_make(), rows=values_read(rows), options=options, may_visit_start_host=True)
        Crawl.objects.filter(pk=crawl.pk).update(lease_holder=HOLDER, status=CrawlStatus.RUNNING)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert set(site.paths) == {"/robots.txt", "/a.png", "/gone.png"}
    assert crawl.fetch_ended_reason == "finished"
    assert image_ends(crawl) == {"/a.png": "fetched", "/gone.png": "failed:http_status"}

"""Budgets of a crawl: it ends with the reason, and all that it leaves out has the same."""

from pathlib import Path

import pytest

from crawler.exits import Exit
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.remainders import frontier_close
from tests.crawl_process import crawl_of, crawler_run, image_ends, page_ends
from tests.small_site import Answer, SmallSite, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

PAGES = 60


def chain(site: SmallSite) -> None:
    """Pages one behind the other, each with two pictures and 20 kB of its own."""
    for number in range(PAGES):
        images = "".join(f'<img src="/i{number}-{k}.png">' for k in range(2))
        onward = f'<a href="/p{number + 1}">on</a>' if number + 1 < PAGES else ""
        site.page("/" if number == 0 else f"/p{number}", f"{images}{onward}<p>{number}{'x' * 20_000}")
        for k in range(2):
            site.picture(f"/i{number}-{k}.png")


def crawled(tmp_path: Path, **options: object) -> Crawl:
    with site_serving() as site:
        chain(site)
        crawl = crawl_of(f"{site.url}/", depth=1000, **options)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    frontier_close(crawl.id, crawl.fetch_ended_reason)
    return crawl


def test_limit_of_pictures_is_kept_exactly(tmp_path: Path) -> None:
    crawl = crawled(tmp_path, image_limit=7)
    assert crawl.fetch_ended_reason == "image_limit"
    ends = list(image_ends(crawl).values())
    assert ends.count("fetched") == 7
    assert set(ends) == {"fetched", "skipped:image_limit"}
    assert set(page_ends(crawl).values()) == {"done", "skipped:image_limit"}


def test_pictures_that_are_not_kept_do_not_count(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/", "".join(f'<img src="/{n}.png">' for n in range(20)))
        site.routes |= {f"/{n}.png": Answer(b"no picture", kind="image/png") for n in range(10)}
        for number in range(10, 20):
            site.picture(f"/{number}.png")
        crawl = crawl_of(f"{site.url}/", image_limit=9)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert list(image_ends(crawl).values()).count("fetched") == 9
    assert crawl.fetch_ended_reason == "image_limit"


def test_limit_that_was_not_needed_is_no_reason(tmp_path: Path) -> None:
    crawl = crawled(tmp_path, image_limit=2 * PAGES, byte_limit=10**9)
    assert crawl.fetch_ended_reason == "finished"
    assert set(image_ends(crawl).values()) == {"fetched"}


def test_limit_of_bytes_ends_the_crawl(tmp_path: Path) -> None:
    crawl = crawled(tmp_path, byte_limit=200_000)
    assert crawl.fetch_ended_reason == "byte_limit"
    assert 200_000 <= crawl.bytes_received < 500_000
    assert set(page_ends(crawl).values()) == {"done", "skipped:byte_limit"}


def test_limit_of_a_crawl_taken_up_again_is_that_of_the_crawl(tmp_path: Path) -> None:
    with site_serving() as site:
        chain(site)
        crawl = crawl_of(f"{site.url}/", depth=1000, image_limit=5, limit=2)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        Crawl.objects.filter(pk=crawl.pk).update(options=crawl.options | {"limit": 500}, fetch_ended_reason="")
        crawl.pages.filter(reason="page_limit").update(status="queued", reason="")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert list(image_ends(crawl).values()).count("fetched") == 5
    assert crawl.fetch_ended_reason == "image_limit"


def test_depth_beyond_its_limit_is_left_out_with_the_reason(tmp_path: Path) -> None:
    with site_serving() as site:
        chain(site)
        crawl = crawl_of(f"{site.url}/", depth=3)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {
        "/": "done", "/p1": "done", "/p2": "done", "/p3": "done", "/p4": "skipped:depth_limit",
    }  # fmt: skip

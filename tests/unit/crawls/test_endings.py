"""The end that a crawl's rows tell."""

import pytest

from imagesearch.crawls.models import Image
from imagesearch.crawls.watching.endings import crawl_ending
from tests.factories import crawl_make, image_make, page_make

pytestmark = pytest.mark.django_db


def crawl_with(*, indexed: int = 3, fetch_end: str = "", **failed):
    crawl = crawl_make(status="finishing", fetch_ended_reason=fetch_end)
    page_make(crawl, "/", status="done")
    for number in range(indexed):
        image_make(crawl, f"{number}.jpg", status="indexed")
    if failed:
        image_make(crawl, "bad.jpg", status="failed", **failed)
    return crawl


def test_ending_of_a_plain_crawl_is_complete():
    assert crawl_ending(crawl_with())[:2] == ("complete", "finished")


def test_ending_at_the_page_limit_is_complete_and_says_so():
    assert crawl_ending(crawl_with(fetch_end="page_limit"))[:2] == ("complete", "page_limit")


def test_ending_with_dead_links_is_still_complete():
    crawl = crawl_with(reason="http_status", http_status=404)
    assert crawl_ending(crawl)[:2] == ("complete", "finished")


def test_ending_with_a_failure_of_ours_names_it():
    crawl = crawl_with(indexed=50, reason="embedding_failed")
    assert crawl_ending(crawl)[:2] == ("complete_with_problems", "some_failed")


def test_ending_with_many_timeouts_of_the_site_is_a_problem():
    crawl = crawl_with(reason="timeout")
    assert crawl_ending(crawl)[:2] == ("complete_with_problems", "some_failed")


def test_ending_without_pictures_says_so():
    assert crawl_ending(crawl_with(indexed=0))[:2] == ("complete_with_problems", "no_images")


def test_ending_with_a_start_page_that_failed_names_the_answer():
    crawl = crawl_make(status="running", fetch_ended_reason="start_page_failed")
    page_make(crawl, "/", status="failed", reason="http_status", http_status=500)
    status, reason, sentence = crawl_ending(crawl)
    assert (status, reason) == ("failed", "start_page_failed")
    assert "500" in sentence


def blocked(crawl, count: int, **fields):
    for number in range(count):
        image_make(
            crawl, f"no{number}.jpg", **{"status": "failed", "reason": "http_status", "http_status": 403} | fields
        )


def test_ending_with_a_refused_start_page_is_failed_and_names_host_and_answer():
    crawl = crawl_make(status="finishing", fetch_ended_reason="blocked_by_site")
    page_make(crawl, "/", status="failed", reason="http_status", http_status=429)
    status, reason, sentence = crawl_ending(crawl)
    assert (status, reason) == ("failed", "blocked_by_site")
    assert sentence == "site.test refused the only page asked for (1 × 429)."


def test_ending_with_most_pictures_refused_is_blocked_not_complete():
    crawl = crawl_with(indexed=3)
    blocked(crawl, 5)
    blocked_more = {"reason": "blocked", "http_status": None}
    image_make(crawl, "later.jpg", status="failed", **blocked_more)
    status, reason, sentence = crawl_ending(crawl)
    assert (status, reason) == ("complete_with_problems", "blocked_by_site")
    assert sentence == "site.test refused 6 of its 9 pictures (5 × 403)."


def test_ending_names_the_host_that_refused_most_though_another_is_crawled():
    crawl = crawl_with(indexed=1)
    elsewhere = crawl_make(host="cdn.test")
    blocked(elsewhere, 4)
    Image.objects.filter(crawl=elsewhere).update(crawl=crawl)
    assert crawl_ending(crawl)[2] == "cdn.test refused 4 of its 4 pictures (4 × 403)."


def test_ending_with_few_refusals_is_not_blocked():
    crawl = crawl_with(indexed=50)
    blocked(crawl, 3)
    assert crawl_ending(crawl)[:2] == ("complete", "finished")


def test_ending_with_most_pages_refused_is_blocked():
    crawl = crawl_with()
    for number in range(2):
        page_make(crawl, f"/{number}", status="failed", reason="http_status", http_status=503)
    assert crawl_ending(crawl)[1:] == ("blocked_by_site", "site.test refused 2 of its 3 pages (2 × 503).")


def test_ending_with_pictures_closed_by_robots_says_so():
    crawl = crawl_with(indexed=1)
    blocked(crawl, 2, status="skipped", reason="robots_disallowed", http_status=None)
    status, reason, sentence = crawl_ending(crawl)
    assert (status, reason) == ("complete_with_problems", "closed_by_robots")
    assert sentence == "robots.txt of site.test keeps out 2 of its 3 pictures."


@pytest.mark.parametrize(("closed", "reason"), [(9, "finished"), (10, "closed_by_robots")])
def test_ending_with_paths_closed_by_robots_is_complete_until_nearly_all_are(closed: int, reason: str):
    crawl = crawl_with()
    for number in range(closed):
        page_make(crawl, f"/cart/{number}", status="skipped", reason="robots_disallowed")
    assert crawl_ending(crawl)[1] == reason

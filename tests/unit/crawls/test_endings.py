"""The end that a crawl's rows tell."""

import pytest

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

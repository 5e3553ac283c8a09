"""What people do to a crawl, and what stays of it."""

from collections.abc import Callable

import pytest

from imagesearch.core.errors import Conflict, NotFound, Rejected
from imagesearch.core.guard import HostForbidden
from imagesearch.crawls.found import PageOutcome
from imagesearch.crawls.models import Crawl, Image, Page, PageText
from imagesearch.crawls.options import CrawlOptions
from imagesearch.crawls.selectors.crawls import crawl_for, crawl_snapshot
from imagesearch.crawls.selectors.frontier import crawl_orders
from imagesearch.crawls.services.claims import claims_release
from imagesearch.crawls.services.fetch_ends import fetch_end
from imagesearch.crawls.services.frontier import pages_claim, pages_finish
from imagesearch.crawls.services.lifecycle import (
    crawl_cancel,
    crawl_delete,
    crawl_pause,
    crawl_resume,
    crawl_retry_failed,
    crawl_start,
)
from imagesearch.crawls.services.results import images_embedded, images_indexed
from tests.factories import crawl_make, image_make, page_make, sighting_make, user_make

pytestmark = pytest.mark.django_db


def start(url: str = "http://127.0.0.1:8765/a/") -> Crawl:
    return crawl_start(owner=user_make(), url=url, options=CrawlOptions(), may_visit_start_host=True)


def test_crawl_start_writes_crawl_and_start_page():
    crawl = start()
    assert (crawl.status, crawl.reason, crawl.host) == ("queued", "waiting", "127.0.0.1:8765")
    assert [(page.url, page.depth, page.status) for page in crawl.pages.all()] == [
        ("http://127.0.0.1:8765/a/", 0, "queued")
    ]
    assert crawl.options["allowed_host"] == "127.0.0.1:8765"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("example.com", "url_no_scheme"),
        ("ftp://example.com/", "url_invalid"),
        ("http://", "url_invalid"),
        ("http://10.0.0.1/", "host_forbidden"),
        ("http://127.0.0.1/", "host_forbidden"),
        ("http://[::ffff:127.0.0.1]/", "host_forbidden"),
        ("http://nothing-here.invalid/", "host_unknown"),
    ],
)
def test_crawl_start_bad_url_is_refused_and_leaves_nothing(url: str, code: str):
    with pytest.raises(Rejected) as caught:
        crawl_start(owner=user_make(), url=url, options=CrawlOptions())
    assert caught.value.reason_code == code
    assert not Crawl.objects.exists()


def test_crawl_start_exception_names_one_port_only():
    with pytest.raises(HostForbidden):
        crawl_start(
            owner=user_make(), url="http://127.0.0.1:8766/", options=CrawlOptions(allowed_host="127.0.0.1:8765")
        )


def test_crawl_pause_then_resume_queues_it_again():
    crawl = crawl_make(status="running")
    assert crawl_pause(crawl).status == "paused"
    assert crawl_resume(crawl).status == "queued"


@pytest.mark.parametrize("status", ["complete", "cancelled", "failed"])
def test_crawl_pause_after_its_end_is_a_conflict(status: str):
    with pytest.raises(Conflict) as caught:
        crawl_pause(crawl_make(status=status))
    assert caught.value.reason_code == "cannot_pause"


def test_crawl_cancel_gives_every_open_row_its_end_and_keeps_what_is_indexed():
    crawl = crawl_make(status="running")
    page_make(crawl, "/", status="done")
    page_make(crawl, "/b", status="queued")
    for status in ("found", "fetched", "embedded", "indexed", "failed"):
        image_make(crawl, f"{status}.jpg", status=status)
    counts = crawl_snapshot(crawl_cancel(crawl))["counts"]
    assert (counts["pages_done"], counts["pages_skipped"]) == (1, 1)
    assert (counts["images_indexed"], counts["images_failed"], counts["images_skipped"]) == (1, 1, 3)


def test_results_that_come_after_a_cancel_change_nothing():
    crawl = crawl_make(status="running")
    image = image_make(crawl, status="fetched")
    crawl_cancel(crawl)
    assert images_embedded(crawl.id, [image.pk]) == 0
    assert images_indexed(crawl.id, [image.pk]) == 0
    assert Image.objects.get().status == "skipped"


def test_crawl_retry_failed_starts_each_failure_from_where_it_failed():
    crawl = crawl_make(status="complete_with_problems")
    page_make(crawl, "/x", status="failed", reason="timeout", attempts=3)
    image_make(crawl, "far.jpg", status="failed", reason="timeout", attempts=3)
    image_make(crawl, "near.jpg", status="failed", reason="embedding_failed", sha256="a" * 64)
    crawl_retry_failed(crawl)
    assert crawl.status == "queued"
    assert list(Image.objects.order_by("id").values_list("status", "attempts")) == [("found", 0), ("fetched", 0)]
    assert list(Page.objects.values_list("status", "reason", "attempts")) == [("queued", "", 0)]


def test_crawl_retry_failed_without_failures_is_a_conflict():
    with pytest.raises(Conflict) as caught:
        crawl_retry_failed(crawl_make(status="complete"))
    assert caught.value.reason_code == "nothing_failed"


def test_crawl_delete_leaves_no_row_of_it_and_all_of_others():
    crawl, other = crawl_make(), crawl_make()
    for one in (crawl, other):
        page = page_make(one)
        sighting_make(image_make(one), page)
        PageText.objects.create(page=page, sha256="ab" * 32)
    crawl_delete(crawl)
    assert list(Crawl.objects.all()) == [other]
    assert PageText.objects.count() == 1
    assert list(Image.objects.values_list("crawl_id", flat=True)) == [other.id]


def test_crawl_for_another_owner_is_not_found():
    crawl = crawl_make(owner=user_make("ada"))
    with pytest.raises(NotFound):
        crawl_for(user_make("eve"), crawl.id)


@pytest.mark.parametrize("at", range(4))
def test_crawl_deleted_at_any_step_of_a_process_leaves_no_row_of_it(at: int):
    crawl = crawl_make(status="running", lease_holder="me")
    page = page_make(crawl)
    steps: list[Callable[[], object]] = [
        lambda: pages_claim(crawl.id, holder="me#0", count=5, seconds=60),
        lambda: pages_finish([PageOutcome(page.id, "done")], holder="me#0"),
        lambda: claims_release(crawl.id, holder="me#0"),
        lambda: fetch_end(crawl.id, holder="me", claimant="me#0", reason="finished"),
    ]
    for number, step in enumerate(steps):
        if number == at:
            crawl_delete(Crawl.objects.get(pk=crawl.pk))
        step()
    assert not Crawl.objects.exists()
    assert not Page.objects.exists()
    assert not crawl_orders(crawl.id, "me").is_ours, "its process ends"

"""The durable frontier."""

import pytest

from imagesearch.crawls.found import FoundText, NewPage, PageOutcome
from imagesearch.crawls.models import Crawl, Page, PageText
from imagesearch.crawls.selectors.frontier import crawl_orders, frontier_failure, frontier_start
from imagesearch.crawls.services.claims import (
    ALONE_FROM_ATTEMPTS,
    ATTEMPTS_MAX,
    claimant_name,
    claims_release,
    claims_renew,
    claims_void,
)
from imagesearch.crawls.services.fetch_ends import fetch_end, fetch_end_tell
from imagesearch.crawls.services.frontier import (
    images_claim,
    pages_add,
    pages_add_linked,
    pages_claim,
    pages_finish,
    pages_leave_out,
    pages_texts_record,
)
from imagesearch.crawls.states import PageStatus
from tests.factories import crawl_make, image_make, page_make, sighting_make

pytestmark = pytest.mark.django_db

HOLDER = "me"


def claimed(crawl: Crawl, count: int = 10) -> list[Page]:
    return pages_claim(crawl.id, holder=HOLDER, count=count, seconds=60)


def test_pages_added_twice_are_there_once() -> None:
    crawl = crawl_make()
    page_make(crawl, "/a", status=PageStatus.DONE)
    pages_add(crawl.id, [NewPage("http://site.test/a", 1), NewPage("http://site.test/b?y=1&x=2", 1)])
    pages_add(crawl.id, [NewPage("http://site.test/b?x=2&y=1", 2), NewPage("http://site.test/c", 3, "depth_limit")])
    rows = Page.objects.filter(crawl=crawl).values_list("url", "depth", "status", "reason")
    assert set(rows) == {
        ("http://site.test/a", 0, "done", ""),
        ("http://site.test/b?y=1&x=2", 1, "queued", ""),
        ("http://site.test/c", 3, "skipped", "depth_limit"),
    }


def test_pages_are_claimed_shallow_first_and_once() -> None:
    crawl = crawl_make()
    for path, depth in (("/deep", 2), ("/top", 0), ("/middle", 1)):
        page_make(crawl, path, depth=depth)
    assert [page.url.rpartition("/")[2] for page in claimed(crawl, 2)] == ["top", "middle"]
    assert [page.url.rpartition("/")[2] for page in pages_claim(crawl.id, holder="other", count=9, seconds=9)] == [
        "deep"
    ]
    assert claimed(crawl) == []


def test_pages_of_another_holder_are_not_finished() -> None:
    crawl = crawl_make()
    page = page_make(crawl, status=PageStatus.CLAIMED, claimed_by="other")
    pages_finish([PageOutcome(page.id, PageStatus.DONE, title="mine")], holder=HOLDER)
    page.refresh_from_db()
    assert (page.status, page.title) == (PageStatus.CLAIMED, "")


def test_page_finished_holds_its_outcome() -> None:
    crawl = crawl_make()
    page = page_make(crawl)
    claimed(crawl)
    outcome = PageOutcome(page.id, PageStatus.FAILED, "http_status", 404, "Gone", body_bytes=7, elapsed_ms=3)
    pages_finish([outcome], holder=HOLDER)
    page.refresh_from_db()
    assert (page.status, page.reason, page.http_status, page.title) == ("failed", "http_status", 404, "Gone")
    assert page.finished_at is not None
    assert page.claimed_by == ""


def test_pages_texts_are_recorded_once() -> None:
    page, silent = page_make(crawl_make()), page_make(crawl_make())
    outcome = PageOutcome(page.id, PageStatus.DONE, text=FoundText("The Anna", "ab" * 32, 2, "en", "Of a boat"))
    pages_texts_record([outcome, PageOutcome(silent.id, PageStatus.DONE)])
    pages_texts_record([outcome])
    rows = PageText.objects.values_list("page_id", "text", "sha256", "word_count", "language", "description")
    assert list(rows) == [(page.id, "The Anna", "ab" * 32, 2, "en", "Of a boat")]


def test_claims_released_do_not_count_as_attempts() -> None:
    crawl = crawl_make()
    page, image = page_make(crawl), image_make(crawl)
    claimed(crawl)
    assert [row.id for row in images_claim(crawl.id, holder=HOLDER, count=5, seconds=60)] == [image.id]
    assert images_claim(crawl.id, holder="other", count=5, seconds=60) == []
    claims_release(crawl.id, holder=HOLDER)
    page.refresh_from_db()
    image.refresh_from_db()
    assert (page.status, page.claimed_by, page.attempts) == (PageStatus.QUEUED, "", 0)
    assert (image.claimed_by, image.attempts) == ("", 0)


def test_claims_of_the_dead_go_back_until_they_are_hopeless() -> None:
    crawl = crawl_make()
    page, image = page_make(crawl), image_make(crawl)
    for attempt in range(ATTEMPTS_MAX):
        is_alone = attempt >= ALONE_FROM_ATTEMPTS
        terms = {"holder": HOLDER, "count": 5, "seconds": 60}
        assert pages_claim(crawl.id, **terms, is_alone=not is_alone) == []
        assert pages_claim(crawl.id, **terms, is_alone=is_alone) == [page]
        assert images_claim(crawl.id, **terms, is_alone=not is_alone) == []
        assert images_claim(crawl.id, **terms, is_alone=is_alone) == [image]
        claims_void(crawl.id, holder="next")
    page.refresh_from_db()
    image.refresh_from_db()
    assert (page.status, page.reason) == (PageStatus.FAILED, "crashed")
    assert (image.status, image.reason) == ("failed", "crashed")


def test_claims_of_living_siblings_are_left_alone() -> None:
    crawl = crawl_make()
    names = [claimant_name(HOLDER, 0), claimant_name(HOLDER, 1), claimant_name("earlier", 0), "mehr#1"]
    for name in names:
        page_make(crawl, f"/{name[:-2]}-{name[-1]}")
        pages_claim(crawl.id, holder=name, count=1, seconds=60)
    claims_void(crawl.id, holder=HOLDER, number=1)
    left = Page.objects.filter(crawl=crawl, status=PageStatus.CLAIMED)
    assert [page.claimed_by for page in left] == [claimant_name(HOLDER, 0)]


def test_claims_that_nobody_renews_lapse() -> None:
    crawl = crawl_make()
    page_make(crawl, "/a")
    page_make(crawl, "/b")
    pages_claim(crawl.id, holder="alive", count=1, seconds=-1)
    pages_claim(crawl.id, holder="hangs", count=1, seconds=-1)
    claims_renew(crawl.id, holder="alive", seconds=60)
    assert list(Page.objects.order_by("url").values_list("status", "claimed_by")) == [
        ("claimed", "alive"),
        ("queued", ""),
    ]


def taken(crawl: Crawl) -> int:
    return Crawl.objects.values_list("pages_taken", flat=True).get(pk=crawl.pk)


def test_page_limit_holds_for_all_processes_together() -> None:
    crawl = crawl_make(options={"limit": 5})
    for number in range(9):
        page_make(crawl, f"/{number}")
    first = pages_claim(crawl.id, holder="one", count=3, seconds=60)
    second = pages_claim(crawl.id, holder="two", count=9, seconds=60)
    assert (len(first), len(second), taken(crawl)) == (3, 2, 5)
    claims_release(crawl.id, holder="one")
    assert (taken(crawl), len(pages_claim(crawl.id, holder="two", count=9, seconds=60))) == (2, 3)
    claims_void(crawl.id, holder="next")
    assert taken(crawl) == 0


def test_fetch_end_is_noted_by_the_last_process() -> None:
    crawl = crawl_make(lease_holder=HOLDER)
    image = image_make(crawl, claimed_by=claimant_name(HOLDER, 1))
    end = {"holder": HOLDER, "reason": "finished"}
    assert fetch_end(crawl.id, claimant=claimant_name(HOLDER, 0), **end)
    assert Crawl.objects.get(pk=crawl.pk).fetch_ended_reason == ""
    image.delete()
    page_make(crawl, "/queued")
    assert fetch_end(crawl.id, claimant=claimant_name(HOLDER, 0), **end), "what waits is for those that are left"
    assert Crawl.objects.get(pk=crawl.pk).fetch_ended_reason == ""
    Page.objects.update(status=PageStatus.DONE)
    assert fetch_end(crawl.id, claimant=claimant_name(HOLDER, 1), **end)
    assert Crawl.objects.get(pk=crawl.pk).fetch_ended_reason == "finished"


def test_fetch_end_at_a_limit_is_told_to_the_others_at_once() -> None:
    crawl = crawl_make(lease_holder=HOLDER)
    page = page_make(crawl, status=PageStatus.CLAIMED, claimed_by=claimant_name(HOLDER, 1))
    queued = page_make(crawl, "/b")
    fetch_end(crawl.id, holder=HOLDER, claimant=claimant_name(HOLDER, 0), reason="time_limit")
    assert crawl_orders(crawl.id, HOLDER).fetch_ended_reason == "time_limit"
    queued.refresh_from_db()
    assert queued.status == PageStatus.QUEUED
    page.delete()
    fetch_end(crawl.id, holder=HOLDER, claimant=claimant_name(HOLDER, 1), reason="time_limit")
    queued.refresh_from_db()
    assert (queued.status, queued.reason) == (PageStatus.SKIPPED, "time_limit")


@pytest.mark.parametrize("change", [{"status": "paused"}, {"status": "cancelled"}, {"lease_holder": "other"}])
def test_orders_end_with_the_crawl_or_the_lease(change: dict[str, str]) -> None:
    crawl = crawl_make(lease_holder=HOLDER, status="running")
    assert crawl_orders(crawl.id, HOLDER).is_ours
    Crawl.objects.update(**change)
    assert not crawl_orders(crawl.id, HOLDER).is_ours


def test_frontier_of_a_site_that_turns_away_most_is_blocked() -> None:
    crawl = crawl_make()
    page_make(crawl, status=PageStatus.DONE)
    page_make(crawl, "/a", status=PageStatus.FAILED, reason="http_status", http_status=403)
    assert frontier_failure(crawl.id) == ""
    page_make(crawl, "/b", status=PageStatus.FAILED, reason="blocked")
    assert frontier_failure(crawl.id) == "blocked_by_site"


def test_page_taken_for_a_picture_is_a_page_when_linked() -> None:
    crawl = crawl_make()
    page = page_make(crawl, "/wiki", depth=3)
    linked, shown = image_make(crawl, "File:A.jpg"), image_make(crawl, "b.jpg")
    sighting_make(linked, page, route="a-href")
    sighting_make(shown, page, route="img-src")
    pages_add_linked(crawl.id, [linked.id, shown.id])
    assert [(row.url, row.depth) for row in Page.objects.exclude(pk=page.pk)] == [("http://site.test/File:A.jpg", 4)]


def test_pages_left_out_have_the_reason() -> None:
    crawl = crawl_make()
    page_make(crawl, "/a")
    page_make(crawl, "/b", status=PageStatus.DONE)
    assert pages_leave_out(crawl.id, "page_limit") == 1
    assert Page.objects.get(url="http://site.test/a").reason == "page_limit"


def test_fetch_end_is_noted_by_the_holder_only() -> None:
    crawl = crawl_make(lease_holder=HOLDER)
    assert not fetch_end(crawl.id, holder="other", claimant="x", reason="finished")
    assert not fetch_end_tell(crawl.id, holder="other", reason="time_limit")
    assert fetch_end(crawl.id, holder=HOLDER, claimant="x", reason="finished")


def test_frontier_start_knows_hosts_and_visits() -> None:
    crawl = crawl_make()
    page_make(crawl, status=PageStatus.SKIPPED, reason="redirected", http_status=301)
    Page.objects.create(crawl=crawl, url="http://www.new.test/", url_key=b"k" * 16, depth=0, status=PageStatus.DONE)
    page_make(crawl, "/b", depth=1, status=PageStatus.FAILED)
    page_make(crawl, "/c", depth=1, status=PageStatus.SKIPPED, reason="not_html", http_status=200)
    page_make(crawl, "/d", depth=1)
    start = frontier_start(crawl.id)
    assert start.hosts == {"site.test", "www.new.test"}
    assert (start.pages_visited, start.pages_known) == (3, 5)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (PageStatus.FAILED, "http_status", "start_page_failed"),
        (PageStatus.FAILED, "host_unknown", "host_unknown"),
        (PageStatus.SKIPPED, "robots_disallowed", "robots_disallowed"),
        (PageStatus.SKIPPED, "host_forbidden", "host_forbidden"),
        (PageStatus.FAILED, "blocked", "blocked_by_site"),
        (PageStatus.DONE, "", ""),
    ],
)
def test_frontier_failure_is_that_of_the_start_page(status: str, reason: str, expected: str) -> None:
    crawl = crawl_make()
    page_make(crawl, status=status, reason=reason)
    assert frontier_failure(crawl.id) == expected

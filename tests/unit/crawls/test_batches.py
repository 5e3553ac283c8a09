"""Rows written in batches, on whatever database there is."""

import pytest
from django.db import DataError, connection, transaction
from django.utils import timezone

from imagesearch.crawls.models import Image, Page
from imagesearch.crawls.services import batches
from imagesearch.crawls.services.batches import rows_insert, rows_insert_new, rows_update
from imagesearch.crawls.states import ImageStatus, PageStatus
from tests.factories import crawl_make, image_make

pytestmark = pytest.mark.django_db

ODD = [
    "",
    "'; DROP TABLE x; --",
    'a "quoted" {word}, and \\ more',
    "NULL",
    "%s %(name)s",
    "日本語\n\ttab",
    "{}",
    "\\x00",
    '\\"',
    " , ",
]


def page_row(crawl_id: str, number: int, **more: object) -> dict[str, object]:
    return {"crawl_id": crawl_id, "url": f"/{number}", "url_key": number.to_bytes(16), **more}


def test_insert_keeps_order_values_and_defaults():
    crawl, now = crawl_make(), timezone.now()
    rows = [page_row(crawl.id, n, title=title, found_at=now, http_status=n or None) for n, title in enumerate(ODD)]
    rows_insert(Page, rows)
    pages = list(Page.objects.filter(crawl=crawl).order_by("id"))
    assert [(page.title, page.http_status) for page in pages] == [(title, n or None) for n, title in enumerate(ODD)]
    assert {(page.status, page.found_at, page.finished_at, page.attempts) for page in pages} == {
        (PageStatus.QUEUED, now, None, 0)
    }


def test_insert_leaves_what_is_known_within_the_batch_and_before():
    crawl = crawl_make()
    rows_insert(Page, [page_row(crawl.id, 1, title="first"), page_row(crawl.id, 1, title="second")])
    rows_insert(Page, [page_row(crawl.id, 1, title="third"), page_row(crawl.id, 2, status=PageStatus.SKIPPED)])
    found = Page.objects.filter(crawl=crawl).order_by("id").values_list("title", "status")
    assert list(found) == [("first", "queued"), ("", "skipped")]


def test_insert_tells_the_ids_of_new_rows_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 2)
    crawl, other = crawl_make(), crawl_make()
    rows_insert(Page, [page_row(other.id, number) for number in range(3)])
    rows_insert(Page, [page_row(crawl.id, 1)])
    new = rows_insert_new(Page, [page_row(crawl.id, number) for number in (0, 1, 2, 3, 2)], key="url_key")
    keys = {number.to_bytes(16) for number in (0, 2, 3)}
    rows = Page.objects.filter(crawl=crawl, url_key__in=keys).values_list("url_key", "id")
    assert new == {bytes(key): id_ for key, id_ in rows}
    assert new.keys() == keys
    assert rows_insert_new(Page, [page_row(crawl.id, 1)], key="url_key") == {}


def test_insert_of_more_rows_than_go_in_one_statement(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 3)
    crawl = crawl_make()
    rows_insert(Page, (page_row(crawl.id, number) for number in range(10)))
    assert list(Page.objects.filter(crawl=crawl).order_by("id").values_list("url", flat=True)) == [
        f"/{number}" for number in range(10)
    ]


def test_insert_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        rows_insert(Page, [])
        assert rows_insert_new(Page, [], key="url_key") == {}
        rows_update(Page, {}, where={"status": "queued"})


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite knows no length of text; IMAGESEARCH_DATABASE_URL")
def test_insert_cuts_nothing_to_its_column():
    crawl = crawl_make()
    with pytest.raises(DataError), transaction.atomic():
        rows_insert(Page, [page_row(crawl.id, 1, reason="x" * 25)])


def test_update_changes_only_rows_in_the_expected_state():
    crawl, now = crawl_make(), timezone.now()
    mine, other, ended = (
        image_make(crawl, f"/{holder or 'x'}", claimed_by=holder, status=status)
        for holder, status in (("me", "found"), ("you", "found"), ("me ", "failed"))
    )
    changes = {
        image.id: {"status": ImageStatus.FETCHED, "width": image.id, "format": ODD[2][:8], "fetched_at": now, "http_status": None}
        for image in (mine, other, ended)
    }  # fmt: skip
    rows_update(Image, changes, where={"status": ImageStatus.FOUND, "claimed_by": "me"})
    found = dict(Image.objects.filter(crawl=crawl).values_list("id", "status"))
    assert found == {mine.id: "fetched", other.id: "found", ended.id: "failed"}
    mine.refresh_from_db()
    assert (mine.width, mine.format, mine.fetched_at, mine.http_status) == (mine.id, ODD[2][:8], now, None)

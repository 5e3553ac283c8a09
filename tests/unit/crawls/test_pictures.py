"""Pictures on their way from a page to their fetch."""

import pytest

from imagesearch.crawls.found import FoundImage, ImageOutcome
from imagesearch.crawls.models import Image, Sighting
from imagesearch.crawls.services.pictures import images_finish, images_leave_out, images_record
from imagesearch.crawls.states import ImageStatus
from tests.factories import crawl_make, image_make, page_make

pytestmark = pytest.mark.django_db

URL = "http://site.test/a.jpg"


def test_images_recorded_twice_gain_sightings() -> None:
    crawl = crawl_make()
    pages = [page_make(crawl, "/1"), page_make(crawl, "/2")]
    ids: dict[bytes, int] = {}
    first = FoundImage(URL, "img-src", alt="A", title="T", caption="C", context="X", has_alt=True, position=4)
    images_record(crawl.id, [(pages[0].id, first), (pages[0].id, FoundImage(URL, "og-image"))], ids)
    images_record(crawl.id, [(pages[1].id, FoundImage(URL, "img-src")), (pages[0].id, first)], {})
    image = Image.objects.get(crawl=crawl)
    assert list(ids.values()) == [image.id]
    assert (image.status, image.url, image.format, image.claimed_by) == (ImageStatus.FOUND, URL, "", "")
    assert Sighting.objects.filter(image=image).count() == 3
    sighting = Sighting.objects.get(image=image, page=pages[0], route="img-src")
    assert (sighting.alt, sighting.title, sighting.caption, sighting.context) == ("A", "T", "C", "X")
    assert (sighting.has_alt, sighting.position) == (True, 4)


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        (ImageStatus.INDEXED, "new", True),
        (ImageStatus.EMBEDDED, "new", True),
        (ImageStatus.INDEXED, "", False),
        (ImageStatus.FETCHED, "new", False),
        (ImageStatus.FOUND, "new", False),
    ],
)
def test_image_seen_with_words_after_embedding_is_stale(status: str, words: str, expected: bool) -> None:
    crawl = crawl_make()
    image = image_make(crawl, status=status)
    images_record(crawl.id, [(page_make(crawl).id, FoundImage(URL, "img-src", alt=words))], {})
    image.refresh_from_db()
    assert image.is_words_stale is expected


def test_image_left_out_by_one_page_is_wanted_by_another() -> None:
    crawl = crawl_make()
    page = page_make(crawl)
    images_record(crawl.id, [(page.id, FoundImage(URL, "img-src", skip_reason="noindex"))], {})
    assert Image.objects.get().reason == "noindex"
    images_record(crawl.id, [(page.id, FoundImage(URL, "og-image"))], {})
    assert (Image.objects.get().status, Image.objects.get().reason) == (ImageStatus.FOUND, "")


def test_image_finished_holds_its_outcome() -> None:
    crawl = crawl_make()
    image = image_make(crawl, claimed_by="me", attempts=2)
    outcome = ImageOutcome(image.id, ImageStatus.FETCHED, "", 200, "f" * 64, "PNG", 8, 9, 77, "#010203")
    images_finish([outcome], holder="me")
    image.refresh_from_db()
    assert (image.status, image.sha256, image.format, image.width, image.height) == ("fetched", "f" * 64, "PNG", 8, 9)
    assert (image.bytes, image.color, image.attempts, image.claimed_by) == (77, "#010203", 0, "")
    assert image.fetched_at is not None


def test_image_of_a_cancelled_crawl_stays_cancelled() -> None:
    image = image_make(crawl_make(), status=ImageStatus.SKIPPED, reason="cancelled")
    images_finish([ImageOutcome(image.id, ImageStatus.FETCHED)], holder="me")
    image.refresh_from_db()
    assert (image.status, image.reason) == (ImageStatus.SKIPPED, "cancelled")


def test_images_left_out_have_the_reason() -> None:
    crawl = crawl_make()
    image_make(crawl)
    image_make(crawl, "b.jpg", status=ImageStatus.INDEXED)
    assert images_leave_out(crawl.id, "time_limit") == 1

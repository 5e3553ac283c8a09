"""One picture in many sizes and formats: one of them is fetched, the others wait behind it."""

import pytest

from imagesearch.crawls.found import FoundImage, ImageOutcome
from imagesearch.crawls.models import Crawl, Image
from imagesearch.crawls.services.pictures import images_finish, images_record
from imagesearch.crawls.services.variants import HEIRS_MAX
from imagesearch.crawls.states import ImageStatus
from tests.factories import crawl_make, page_make

pytestmark = pytest.mark.django_db

SITE = "http://site.test/"


def variant(name: str, of: str, rank: int) -> FoundImage:
    return FoundImage(f"{SITE}{name}", "img-srcset", skip_reason="variant", variant_of=f"{SITE}{of}", variant_rank=rank)


def wanted(name: str) -> FoundImage:
    return FoundImage(f"{SITE}{name}", "img-srcset")


def record(crawl: Crawl, *found: FoundImage, path: str = "/") -> None:
    page = page_make(crawl, path)
    images_record(crawl.id, [(page.id, image) for image in found], {})


def finish(name: str, status: str, reason: str = "") -> None:
    image = Image.objects.get(url=f"{SITE}{name}")
    Image.objects.filter(pk=image.pk).update(claimed_by="me")
    images_finish([ImageOutcome(image.pk, status, reason, http_status=200)], holder="me")


def ends(crawl: Crawl) -> dict[str, str]:
    rows = Image.objects.filter(crawl=crawl).select_related("variant_of").order_by("id")
    return {
        row.url.removeprefix(SITE): f"{row.status}>{row.variant_of.url.removeprefix(SITE)}"
        if row.variant_of
        else row.status
        for row in rows
    }


def test_variants_wait_behind_the_best() -> None:
    crawl = crawl_make()
    record(crawl, variant("small", "large", 2), variant("middle", "large", 1), wanted("large"))
    assert ends(crawl) == {"small": "skipped>large", "middle": "skipped>large", "large": "found"}
    finish("large", ImageStatus.FETCHED)
    assert ends(crawl)["middle"] == "skipped>large"


def test_variants_take_over_one_after_another() -> None:
    crawl = crawl_make()
    record(crawl, variant("small", "large", 2), variant("middle", "large", 1), wanted("large"))
    finish("large", ImageStatus.FAILED, "http_status")
    assert ends(crawl) == {"small": "skipped>middle", "middle": "found", "large": "failed"}
    finish("middle", ImageStatus.SKIPPED, "robots_disallowed")
    assert ends(crawl) == {"small": "found", "middle": "skipped", "large": "failed"}


def test_variants_that_all_fail_are_given_up() -> None:
    crawl = crawl_make()
    record(crawl, *(variant(f"v{rank}", "large", rank) for rank in range(1, HEIRS_MAX + 5)), wanted("large"))
    for name in ("large", *(f"v{rank}" for rank in range(1, HEIRS_MAX + 1))):
        finish(name, ImageStatus.FAILED, "http_status")
    assert not Image.objects.filter(crawl=crawl, status=ImageStatus.FOUND).exists()
    assert ends(crawl)[f"v{HEIRS_MAX + 1}"] == f"skipped>v{HEIRS_MAX}"


@pytest.mark.parametrize("reason", ["too_small", "blank", "tracking_pixel"])
def test_variants_of_a_picture_of_no_worth_are_not_fetched(reason: str) -> None:
    crawl = crawl_make()
    record(crawl, variant("small", "large", 1), wanted("large"))
    finish("large", ImageStatus.SKIPPED, reason)
    assert ends(crawl)["small"] == "skipped>large"


def test_variant_found_after_the_best_failed_is_fetched() -> None:
    crawl = crawl_make()
    record(crawl, wanted("large"))
    finish("large", ImageStatus.FAILED, "timeout")
    record(crawl, variant("small", "large", 1), wanted("large"), path="/2")
    assert ends(crawl) == {"large": "failed", "small": "found"}


@pytest.mark.parametrize("is_alone_first", [True, False])
def test_variant_shown_alone_elsewhere_is_wanted(is_alone_first: bool) -> None:
    crawl = crawl_make()
    pages = [(variant("small", "large", 1), wanted("large")), (wanted("small"),)]
    for number, found in enumerate(reversed(pages) if is_alone_first else pages):
        record(crawl, *found, path=f"/{number}")
    assert ends(crawl) == {"small": "found", "large": "found"}


def test_variant_and_wanted_in_one_batch_is_wanted() -> None:
    crawl = crawl_make()
    record(crawl, variant("small", "large", 1), wanted("large"), FoundImage(f"{SITE}small", "a-href"))
    assert ends(crawl) == {"small": "found", "large": "found"}


def test_picture_refused_by_its_own_header_is_not_fetched_again() -> None:
    crawl = crawl_make()
    record(crawl, wanted("a"))
    finish("a", ImageStatus.SKIPPED, "noindex")
    record(crawl, wanted("a"), path="/2")
    assert ends(crawl) == {"a": "skipped"}

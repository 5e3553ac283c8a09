"""Gives what a crawl leaves undone its end, so that every page and picture has one."""

from collections.abc import Mapping
from typing import Final

from imagesearch.crawls.models import Image, Page
from imagesearch.crawls.states import BUDGETS, IMAGE_ENDED, ImageStatus, PageStatus

LEFT_BECAUSE: Final[Mapping[str, str]] = {"blocked_by_site": "blocked", **{code: code for code in BUDGETS}}
"""End of fetching -> reason of the pictures that were found and not fetched."""


def crawl_remainder_skip(crawl_id: str, reason: str) -> None:
    """Skip every page and picture that has not reached its end."""
    _pages_skip(crawl_id, reason)
    open_images = Image.objects.filter(crawl_id=crawl_id).exclude(status__in=IMAGE_ENDED)
    open_images.update(status=ImageStatus.SKIPPED, reason=reason, claimed_by="")


def frontier_close(crawl_id: str, fetch_ended_reason: str) -> None:
    """Skip what will not be fetched any more; pictures that are fetched go on to the index."""
    reason = LEFT_BECAUSE.get(fetch_ended_reason, "cancelled")
    _pages_skip(crawl_id, "page_limit" if fetch_ended_reason == "page_limit" else reason)
    unfetched = Image.objects.filter(crawl_id=crawl_id, status=ImageStatus.FOUND)
    unfetched.update(status=ImageStatus.SKIPPED, reason=reason, claimed_by="")


def _pages_skip(crawl_id: str, reason: str) -> None:
    open_pages = Page.objects.filter(crawl_id=crawl_id, status__in=[PageStatus.QUEUED, PageStatus.CLAIMED])
    open_pages.update(status=PageStatus.SKIPPED, reason=reason, claimed_by="")

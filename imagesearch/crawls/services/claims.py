"""Claims of crawl processes on pages and pictures: prolonged while their process lives, taken back when it is dead."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from imagesearch import env
from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.crawls.selectors.frontier import visited
from imagesearch.crawls.states import ImageStatus, PageStatus

ALONE_FROM_ATTEMPTS: Final = 2
"""A page or picture that was in hand in so many crashes is taken alone from now on, when nothing else is left to do."""
ATTEMPTS_MAX: Final = 5
"""Then it is given up: a process that is killed now and then must not cost a page, one that kills its process must end."""
_BACK: Final = {"claimed_by": "", "claimed_until": None}


def claimant_name(holder: str, number: int) -> str:
    """Under which name a process of a crawl claims: one of several of the holder of the lease."""
    return f"{_prefix(holder)}{number}"


def crawl_lock(crawl_id: str, *, visits_returned: int = 0) -> tuple[int, int]:
    """Take the crawl's row for the rest of the transaction.

    Whoever changes many rows of a crawl takes it first, so that no two of them wait for each other; inserts need not.

    Args:
        crawl_id: the crawl.
        visits_returned: pages that were claimed and turned out to cost no visit.

    Returns:
        Visits made or under way, and how many the crawl may make; (0, 0) for a crawl that is gone.
    """
    rows = Crawl.objects.filter(pk=crawl_id)
    row = rows.select_for_update(no_key=True).values_list("pages_taken", "options").first()
    if row is None:
        return 0, 0
    taken, options = row
    if visits_returned:
        taken = max(taken - visits_returned, 0)
        rows.update(pages_taken=taken)
    return taken, int(options.get("limit", env.CRAWL_PAGES_MAX))


def claims_renew(crawl_id: str, *, holder: str, seconds: float) -> None:
    """Prolong what a process has in hand, and take back what others had that have not done so for long: they hang."""
    now = timezone.now()
    with transaction.atomic():
        crawl_lock(crawl_id)
        pages, images = _claimed(crawl_id)
        for rows in (pages, images):
            rows.filter(claimed_by=holder).update(claimed_until=now + timedelta(seconds=seconds))
        lapsed = Q(claimed_until__lt=now)
        images.filter(lapsed).update(**_BACK)
        crawl_lock(crawl_id, visits_returned=pages.filter(lapsed).update(status=PageStatus.QUEUED, **_BACK))


def claims_release(crawl_id: str, *, holder: str) -> None:
    """Give back what a process has in hand and did not come to: it ends in order, so the attempt does not count."""
    back = {**_BACK, "attempts": Greatest(F("attempts") - 1, Value(0))}
    with transaction.atomic():
        crawl_lock(crawl_id)
        pages, images = _claimed(crawl_id)
        released = pages.filter(claimed_by=holder).update(status=PageStatus.QUEUED, **back)
        images.filter(claimed_by=holder).update(**back)
        crawl_lock(crawl_id, visits_returned=released)


def claims_void(crawl_id: str, *, holder: str, number: int = 0) -> None:
    """Take back the claims of the dead, when a process starts: those of its own name, and of all other holders.

    What was in hand in too many crashes is given up.
    """
    alive = Q(claimed_by__startswith=_prefix(holder)) & ~Q(claimed_by=claimant_name(holder, number))
    hopeless = {"attempts__gte": ATTEMPTS_MAX}
    with transaction.atomic():
        crawl_lock(crawl_id)
        claimed_pages, claimed_images = _claimed(crawl_id)
        pages, images = claimed_pages.exclude(alive), claimed_images.exclude(alive)
        now = timezone.now()
        pages.filter(**hopeless).update(status=PageStatus.FAILED, reason="crashed", finished_at=now, **_BACK)
        images.filter(**hopeless).update(status=ImageStatus.FAILED, reason="crashed", **_BACK)
        pages.update(status=PageStatus.QUEUED, **_BACK)
        images.update(**_BACK)
        visits_recount(crawl_id)


def visits_recount(crawl_id: str) -> None:
    """Set the visits made or under way to what the rows say."""
    taken = Page.objects.filter(visited() | Q(status=PageStatus.CLAIMED), crawl_id=crawl_id).count()
    Crawl.objects.filter(pk=crawl_id).update(pages_taken=taken)


def _claimed(crawl_id: str) -> tuple[QuerySet[Page], QuerySet[Image]]:
    pages = Page.objects.filter(crawl_id=crawl_id, status=PageStatus.CLAIMED)
    return pages, Image.objects.filter(~Q(claimed_by=""), crawl_id=crawl_id, status=ImageStatus.FOUND)


def _prefix(holder: str) -> str:
    return f"{holder}#"

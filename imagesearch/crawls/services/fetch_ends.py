"""How fetching ends: noted once for a crawl, whichever of its processes is the last."""

from django.db import transaction

from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.frontier import frontier_failure, is_shared
from imagesearch.crawls.services.claims import crawl_lock
from imagesearch.crawls.services.frontier import pages_leave_out
from imagesearch.crawls.services.pictures import images_leave_out
from imagesearch.crawls.states import BUDGETS

FINISHED = "finished"
"""The end of a process that found nothing more to do."""


def fetch_end_tell(crawl_id: str, *, holder: str, reason: str) -> bool:
    """Note why nothing more is to be fetched, so that the crawl's other processes end too.

    Returns:
        False if the crawl is in other hands by now.
    """
    return bool(Crawl.objects.filter(pk=crawl_id, lease_holder=holder).update(fetch_ended_reason=reason))


def fetch_end(crawl_id: str, *, holder: str, claimant: str, reason: str) -> bool:
    """End a process's part of fetching; the last one leaves out what will not be visited, and notes why.

    Args:
        crawl_id: the crawl.
        holder: who should have the crawl's lease.
        claimant: the process that ends; it has nothing in hand any more.
        reason: why it ends, a code of `CRAWL_REASONS`.

    Returns:
        False if the crawl is in other hands by now.
    """
    with transaction.atomic():
        taken, limit = crawl_lock(crawl_id)
        crawl = Crawl.objects.filter(pk=crawl_id, lease_holder=holder).first()
        if crawl is None:
            return False
        if reason == FINISHED and crawl.fetch_ended_reason:
            return True  # another one was quicker
        if is_shared(crawl_id, claimant, may_visit=reason == FINISHED and taken < limit):
            return reason == FINISHED or fetch_end_tell(crawl_id, holder=holder, reason=reason)
        return fetch_end_tell(crawl_id, holder=holder, reason=_summed_up(crawl_id, reason))


def _summed_up(crawl_id: str, reason: str) -> str:
    """Give what is left its end; returns the reason that the rows tell."""
    if reason == "storage_full":
        return reason
    left_out = images_leave_out(crawl_id, reason) if reason in BUDGETS else 0
    left_out += pages_leave_out(crawl_id, reason if reason in BUDGETS else "page_limit")
    if reason in BUDGETS and not left_out:  # it was spent with the last that there was
        reason = FINISHED
    return frontier_failure(crawl_id) or ("page_limit" if left_out and reason == FINISHED else reason)

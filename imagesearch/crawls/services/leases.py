"""The lease on a crawl: one holder at a time, kept by a heartbeat, free again when the heart stops."""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from imagesearch import env
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.transitions import crawl_wait
from imagesearch.crawls.services.turns import turn_has_come, turns_next
from imagesearch.crawls.states import CRAWL_ACTIVE

RENEWED_BELOW: Final = 0.9
"""Share of the lease left at which it is renewed: a watcher looks four times a second, but need not write as often."""


def crawl_lease_take(crawl_id: str, holder: str) -> bool:
    """Take the crawl in hand, unless somebody alive has it, it has ended, or it is not its turn."""
    if not turn_has_come(crawl_id):
        crawl_wait(crawl_id, "waiting_for_turn")
        return False
    now = timezone.now()
    is_free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_holder=holder)
    rows = Crawl.objects.filter(is_free, pk=crawl_id, status__in=CRAWL_ACTIVE)
    return bool(rows.update(lease_holder=holder, lease_until=_until()))


def crawl_lease_renew(crawl_id: str, holder: str) -> Crawl | None:
    """The crawl as it is now, with the lease prolonged when that is due; None when it is deleted or in other hands."""
    rows = Crawl.objects.filter(pk=crawl_id, lease_holder=holder)
    crawl = rows.first()
    if crawl is None or crawl.lease_until is None:
        return None
    is_due = crawl.lease_until - timezone.now() < timedelta(seconds=env.CRAWL_LEASE_SECONDS * RENEWED_BELOW)
    return crawl if not is_due or rows.update(lease_until=_until()) else None


def crawl_lease_release(crawl_id: str, holder: str) -> None:
    """Give the crawl back."""
    Crawl.objects.filter(pk=crawl_id, lease_holder=holder).update(lease_holder="", lease_until=None)


def crawls_forsaken() -> list[str]:
    """Ids of crawls that should be under way but that nobody has in hand, longest waiting first."""
    now = timezone.now()
    patience = now - timedelta(seconds=env.CRAWL_LEASE_SECONDS)
    # A crawl that was written a moment ago has its message on the way.
    free = Q(lease_until__lt=now) | Q(lease_until=None, created_at__lt=patience)
    waiting = Crawl.objects.filter(free, status__in=CRAWL_ACTIVE).order_by("created_at")
    return turns_next(waiting.values_list("pk", "owner_id"))


def _until() -> object:
    return timezone.now() + timedelta(seconds=env.CRAWL_LEASE_SECONDS)

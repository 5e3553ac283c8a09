"""Moves a crawl from state to state, guarded, and tells those who watch."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from imagesearch.crawls.models import Crawl
from imagesearch.crawls.states import CRAWL_ENDED, CRAWL_NEXT, CRAWL_REASONS, CrawlStatus
from imagesearch.events.models import CrawlStatusChanged
from imagesearch.events.publishing import publish


def crawl_move(crawl_id: str, to: CrawlStatus, reason: str, *, sentence: str = "", **changes: Any) -> bool:
    """Move a crawl to a state, if it is in one from which that is allowed.

    Args:
        crawl_id: the crawl.
        to: the new state.
        reason: a code of `CRAWL_REASONS`.
        sentence: more exact than the code's own sentence, where there is more to say.
        changes: other fields to set in the same statement.

    Returns:
        Whether the crawl moved; False if it is elsewhere by now, or gone.
    """
    origins = [status for status, following in CRAWL_NEXT.items() if to in following]
    sentence = sentence or CRAWL_REASONS[reason]
    changes["finished_at"] = timezone.now() if to in CRAWL_ENDED else None
    rows = Crawl.objects.filter(pk=crawl_id, status__in=origins)
    return _changed(rows, crawl_id, status=to, reason=reason, sentence=sentence, **changes)


def crawl_wait(crawl_id: str, reason: str) -> bool:
    """Tell those who look at a crawl that has not begun what it waits for; once.

    Returns:
        Whether it waits, and for something else than was told before.
    """
    rows = Crawl.objects.filter(pk=crawl_id, status=CrawlStatus.QUEUED, lease_until=None).exclude(reason=reason)
    return _changed(rows, crawl_id, status=CrawlStatus.QUEUED, reason=reason, sentence=CRAWL_REASONS[reason])


def _changed(
    rows: QuerySet[Crawl], crawl_id: str, *, status: CrawlStatus, reason: str, sentence: str, **changes: Any
) -> bool:
    """Write where a crawl is, if it is still among the rows, and tell it."""
    with transaction.atomic():
        moved = rows.update(status=status, reason=reason, reason_sentence=sentence, seq=F("seq") + 1, **changes)
        if moved:
            seq = Crawl.objects.values_list("seq", flat=True).get(pk=crawl_id)
            event = CrawlStatusChanged(
                crawl_id=crawl_id, seq=seq, status=status, reason=reason, reason_sentence=sentence
            )
            transaction.on_commit(lambda: publish(event))
    return bool(moved)


def crawl_seq_next(crawl_id: str, **changes: Any) -> int:
    """The number of the crawl's next event, and other fields to set with it; kept in the database, as Redis may be emptied.

    Returns:
        The number; 0 when the crawl is gone.
    """
    with transaction.atomic():
        Crawl.objects.filter(pk=crawl_id).update(seq=F("seq") + 1, **changes)
        return Crawl.objects.filter(pk=crawl_id).values_list("seq", flat=True).first() or 0

"""Whose turn it is: where several people share the installation, the crawls of one leave room for those of the others."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from imagesearch import env
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.states import CRAWL_REASONS, CrawlStatus
from imagesearch.events.models import CrawlStatusChanged
from imagesearch.events.publishing import publish

WAITING_FOR_TURN: Final = "waiting_for_turn"


def turns_are_taken() -> bool:
    """Whether there is a bound to what one person may have under way."""
    return bool(env.CRAWLS_AT_ONCE_PER_PERSON) and not settings.IS_LOCAL_OWNER_TRUSTED


def turn_has_come(crawl_id: str) -> bool:
    """Whether the owner of a crawl has room for it. Two that ask at once may both be let in."""
    if not turns_are_taken():
        return True
    owner = Crawl.objects.filter(pk=crawl_id).values("owner")
    return _under_way().filter(owner__in=owner).exclude(pk=crawl_id).count() < env.CRAWLS_AT_ONCE_PER_PERSON


def turns_next(waiting: Iterable[tuple[str, int]]) -> list[str]:
    """Of the ids and owners of crawls that wait, in the order of waiting, those whose turn it is."""
    if not turns_are_taken():
        return [crawl_id for crawl_id, _ in waiting]
    taken = Counter(_under_way().values_list("owner_id", flat=True))
    chosen = []
    for crawl_id, owner_id in waiting:
        if taken[owner_id] < env.CRAWLS_AT_ONCE_PER_PERSON:
            taken[owner_id] += 1
            chosen.append(crawl_id)
    return chosen


def turn_await(crawl_id: str) -> None:
    """Tell those who look at a crawl that has not begun what it waits for, once."""
    sentence = CRAWL_REASONS[WAITING_FOR_TURN]
    queued = Crawl.objects.filter(pk=crawl_id, status=CrawlStatus.QUEUED, lease_until=None)
    with transaction.atomic():
        told = queued.exclude(reason=WAITING_FOR_TURN).update(
            reason=WAITING_FOR_TURN, reason_sentence=sentence, seq=F("seq") + 1
        )
        if told:
            seq = Crawl.objects.values_list("seq", flat=True).get(pk=crawl_id)
            event = CrawlStatusChanged(
                crawl_id=crawl_id, seq=seq, status=CrawlStatus.QUEUED, reason=WAITING_FOR_TURN, reason_sentence=sentence
            )
            transaction.on_commit(lambda: publish(event))


def _under_way() -> QuerySet[Crawl]:
    return Crawl.objects.filter(lease_until__gte=timezone.now())

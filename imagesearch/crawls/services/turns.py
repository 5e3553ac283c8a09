"""Whose turn it is: where several people share the installation, the crawls of one leave room for those of the others."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from imagesearch import env
from imagesearch.crawls.models import Crawl


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


def _under_way() -> QuerySet[Crawl]:
    return Crawl.objects.filter(lease_until__gte=timezone.now())

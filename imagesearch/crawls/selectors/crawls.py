"""Reads crawls for the API, the pages and the command line."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet

from imagesearch.accounts.models import User
from imagesearch.core.errors import NotFound
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.counts import crawl_counts, crawl_problems
from imagesearch.crawls.selectors.hosts import hosts_shown

SEARCHED_MAX: Final = 100
"""Crawls that one search looks into."""


def crawls_of(user: User) -> QuerySet[Crawl]:
    """A person's crawls, newest first."""
    return Crawl.objects.filter(owner=user).order_by("-created_at")


def crawl_for(user: User, crawl_id: str) -> Crawl:
    """One of a person's crawls.

    Raises:
        NotFound: no such crawl, or somebody else's; the answer is the same for both.
    """
    crawl = Crawl.objects.filter(owner=user, pk=crawl_id).first()
    if crawl is None:
        raise NotFound(f"There is no crawl {crawl_id[:32]!r}.", code="crawl_not_found")
    return crawl


def crawls_searched(user: User, crawl_ids: Sequence[str]) -> list[Crawl]:
    """The crawls of a search, in the order named; without names the newest ones of all that a person has.

    Raises:
        NotFound: one of them does not exist, or is somebody else's; or there is none at all.
    """
    if crawl_ids:
        found = {crawl.id: crawl for crawl in Crawl.objects.filter(owner=user, pk__in=crawl_ids)}
        missing = next((crawl_id for crawl_id in crawl_ids if crawl_id not in found), None)
        if missing is not None:
            raise NotFound(f"There is no crawl {missing[:32]!r}.", code="crawl_not_found")
        return [found[crawl_id] for crawl_id in dict.fromkeys(crawl_ids)]
    everything = list(crawls_of(user).exclude(card_key="")[:SEARCHED_MAX])
    if not everything:
        raise NotFound("There is no crawl with searchable pictures yet.", code="crawl_not_found")
    return everything


def crawl_snapshot(crawl: Crawl) -> dict[str, Any]:
    """The whole state of a crawl, as `GET crawls/{id}/` gives it."""
    return {
        "id": crawl.id,
        "url": crawl.url,
        "host": crawl.host,
        "status": crawl.status,
        "reason": crawl.reason,
        "reason_sentence": crawl.reason_sentence,
        "seq": crawl.seq,
        "created_at": crawl.created_at,
        "started_at": crawl.started_at,
        "finished_at": crawl.finished_at,
        "eta_seconds": crawl.eta_seconds,
        "options": {name: value for name, value in crawl.options.items() if name != "allowed_host"},
        "list": crawl.listing or None,
        "bytes_received": crawl.bytes_received,
        "cache": crawl_cache(crawl),
        "counts": crawl_counts(crawl.id).model_dump(),
        "problems": [problem.model_dump() for problem in crawl_problems(crawl.id)],
        "hosts": [host.model_dump(mode="json") for host in hosts_shown(crawl.id)],
    }


def crawl_cache(crawl: Crawl) -> dict[str, int]:
    """What answers of earlier crawls have spared this one."""
    return {
        "hits": crawl.cache_hits,
        "revalidated": crawl.cache_revalidated,
        "misses": crawl.cache_misses,
        "bytes_saved": crawl.cache_bytes_saved,
    }

"""What a crawl did not get because a host or its robots.txt did not want it, with the host that is to be named."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from imagesearch.core.urls import url_host
from imagesearch.crawls.models import Image, Page
from imagesearch.crawls.states import ImageStatus, PageStatus

STATUSES: Final = (401, 403, 429, 503)
"""What a host answers that does not want us, or not now."""
REFUSED: Final = Q(reason="blocked") | Q(status="failed", http_status__in=STATUSES)
BY_ROBOTS: Final = Q(reason__in=("robots_disallowed", "robots_unreachable"))
ROBOTS_PAGES_PER_PAGE: Final = 9
"""Closed pages for each that was read, from which on a crawl is not the crawl that somebody asked for.

Ordinary robots.txt files close a few paths with many addresses: searches, baskets, filters.
"""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The worst host, and what is lost with it."""

    host: str
    what: str
    """`pages` or `pictures`."""
    lost: int
    of: int
    """All of that kind at this host."""
    answers: tuple[tuple[int, int], ...] = ()
    """HTTP status and how often it was the last word, most frequent first."""


def refused_by_host(crawl_id: str) -> TurnedAway | None:
    """Whether hosts refused more pages than were read, or more pictures than got into the index."""
    return _worst(crawl_id, Page, REFUSED, per_one=1) or _worst(crawl_id, Image, REFUSED, per_one=1)


def closed_by_robots(crawl_id: str) -> TurnedAway | None:
    """Whether robots.txt files close nearly all pages, or more pictures than got into the index."""
    pages = _worst(crawl_id, Page, BY_ROBOTS, per_one=ROBOTS_PAGES_PER_PAGE)
    return pages or _worst(crawl_id, Image, BY_ROBOTS, per_one=1)


def _worst(crawl_id: str, model: type[Page | Image], lost: Q, *, per_one: int) -> TurnedAway | None:
    got_status = PageStatus.DONE if model is Page else ImageStatus.INDEXED
    rows = model.objects.filter(crawl_id=crawl_id)
    missed = rows.filter(lost)
    if missed.count() <= per_one * rows.filter(status=got_status).count():
        return None
    hosts: Counter[str] = Counter()
    answers: Counter[tuple[str, int]] = Counter()
    for url, status in missed.values_list("url", "http_status").iterator():
        host = url_host(url)
        hosts[host] += 1
        answers[host, status or 0] += 1
    host, count = hosts.most_common(1)[0]
    at_host = Q(url__startswith=f"http://{host}/") | Q(url__startswith=f"https://{host}/")
    named = tuple((status, times) for (at, status), times in answers.most_common() if at == host and status)
    what = "pages" if model is Page else "pictures"
    return TurnedAway(host, what, count, rows.filter(at_host).count(), named)

"""What a crawl knows of the hosts that it asks, for people to see."""

from typing import Final

from django.db.models import QuerySet

from imagesearch.crawls.models import Crawl, CrawlHost
from imagesearch.crawls.states import PAGE_REASONS, RobotsRule
from imagesearch.events.models import HostSeen

SHOWN_MAX: Final = 12
"""Hosts in events and on the page; the list has them all."""


def hosts_of(crawl: Crawl) -> QuerySet[CrawlHost]:
    """All hosts, in the order in which they were first asked."""
    return CrawlHost.objects.filter(crawl=crawl)


def hosts_shown(crawl_id: str) -> tuple[HostSeen, ...]:
    """The hosts that were asked most."""
    rows = CrawlHost.objects.filter(crawl_id=crawl_id).order_by("-requests", "id")[:SHOWN_MAX]
    return tuple(map(host_seen, rows))


def host_seen(row: CrawlHost) -> HostSeen:
    """One host with its codes in words."""
    return HostSeen(
        host=row.host,
        rule=row.rule,
        rule_label=RobotsRule(row.rule).label,
        robots_status=row.robots_status,
        crawl_delay_seconds=row.crawl_delay_seconds,
        delay_seconds=row.delay_seconds,
        is_pace_shared=row.is_pace_shared,
        requests=row.requests,
        answers_403=row.forbidden,
        answers_429=row.throttled,
        answers_503=row.busy,
        left_out=row.left_out,
        held_until=row.held_until,
        refusal=row.refusal,
        refusal_sentence=PAGE_REASONS.get(row.refusal, row.refusal),
    )

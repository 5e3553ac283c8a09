"""Keeps what crawl processes learn about hosts: counts are added up, everything else is as it is now."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from imagesearch.crawls.found import HostNews
from imagesearch.crawls.models import CrawlHost
from imagesearch.crawls.services.batches import rows_insert

HOST_MAX_CHARACTERS: Final = 255


def hosts_record(crawl_id: str, news: Sequence[HostNews]) -> None:
    """Write news of hosts; several processes of one crawl may tell of the same host."""
    with transaction.atomic():
        rows_insert(CrawlHost, [{"crawl_id": crawl_id, "host": _name(one)} for one in news])
        for one in news:
            CrawlHost.objects.filter(crawl_id=crawl_id, host=_name(one)).update(**_changes(one))


def _changes(news: HostNews) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "delay_seconds": news.delay_seconds,
        "held_until": news.held_until,
        "refusal": news.refusal,
        "is_pace_shared": news.is_pace_shared,
        "requests": F("requests") + news.requests.sent,
        "forbidden": F("forbidden") + news.requests.forbidden,
        "throttled": F("throttled") + news.requests.throttled,
        "busy": F("busy") + news.requests.busy,
        "left_out": F("left_out") + news.requests.left_out,
    }
    if news.rule:
        names = ("rule", "robots_status", "crawl_delay_seconds")
        changes |= {name: getattr(news, name) for name in names}
    return changes


def _name(news: HostNews) -> str:
    return news.host[:HOST_MAX_CHARACTERS]

"""The figures that Prometheus reads, taken from the tables and the broker at the moment of asking."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from imagesearch.caches.reports import LayerReport
from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.jobs.names import Queue
from imagesearch.jobs.queues import queue_length
from imagesearch.jobs.sending import BrokerUnavailable
from imagesearch.ops.caching import cache_reports
from imagesearch.ops.models import DeadLetter

COUNTED: Final[dict[str, Callable[[], QuerySet[Any]]]] = {
    "crawls": Crawl.objects.order_by,
    "pages": Page.objects.order_by,
    "images": Image.objects.order_by,
}
"""Rows that have a status; without their order, which would split the groups."""

CACHE_FAMILIES: Final[dict[str, tuple[str, Callable[[LayerReport], float | None]]]] = {
    "hits": ("Lookups that found something.", lambda report: report.hits),
    "misses": ("Lookups that found nothing, after which it was computed.", lambda report: report.misses),
    "spent_seconds": ("What computing the misses took.", lambda report: report.spent_ms / 1000),
    "saved_seconds": ("What the hits would have taken, less their lookup.", lambda report: report.saved_ms / 1000),
    "entries": ("Entries kept.", lambda report: report.entries),
    "bytes": ("Bytes of the entries kept.", lambda report: report.bytes),
}
CACHE_COUNTERS: Final = ("hits", "misses", "spent_seconds")
"""What only rises while Redis lives; a lookup can take longer than it saves, so savings may fall."""


class StateCollector(Collector):
    """Rows by status, messages by queue, dead letters: no counter of our own that could drift."""

    def collect(self) -> Iterator[Metric]:
        """One family after another; without a broker its family says only that it is down."""
        for name, rows in COUNTED.items():
            family = GaugeMetricFamily(f"imagesearch_{name}", f"Number of {name} by status.", labels=["status"])
            for status, count in rows().values_list("status").annotate(Count("pk")):
                family.add_metric([status], count)
            yield family
        yield GaugeMetricFamily(
            "imagesearch_dead_letters", "Tasks that failed for good.", value=DeadLetter.objects.count()
        )
        yield from _answer_families()
        yield from _broker_families()
        yield from _cache_families()


def _answer_families() -> Iterator[Metric]:
    names = ("cache_hits", "cache_revalidated", "cache_misses", "cache_bytes_saved", "bytes_received")
    sums = Crawl.objects.order_by().aggregate(**{f"{name}_sum": Sum(name) for name in names})
    answers = GaugeMetricFamily("imagesearch_http_cache_answers", "Answers by what they cost.", labels=["result"])
    for name in names[:3]:
        answers.add_metric([name.removeprefix("cache_")], sums[f"{name}_sum"] or 0)
    yield answers
    saved, received = (sums[f"{name}_sum"] or 0 for name in names[3:])
    yield GaugeMetricFamily("imagesearch_http_cache_saved_bytes", "Bytes that were not sent again.", value=saved)
    yield GaugeMetricFamily("imagesearch_crawls_received_bytes", "Bodies that crawls have received.", value=received)


def _broker_families() -> Iterator[Metric]:
    lengths = GaugeMetricFamily("imagesearch_queue_messages", "Messages that wait, by queue.", labels=["queue"])
    try:
        for queue in Queue:
            lengths.add_metric([queue], queue_length(queue))
        is_up = 1
    except BrokerUnavailable:
        is_up = 0
    yield lengths
    yield GaugeMetricFamily("imagesearch_broker_up", "Whether Redis answers.", value=is_up)


def _cache_families() -> Iterator[Metric]:
    reports = cache_reports()
    for name, (words, value) in CACHE_FAMILIES.items():
        kind = CounterMetricFamily if name in CACHE_COUNTERS else GaugeMetricFamily
        family = kind(f"imagesearch_cache_{name}", words, labels=["layer"])
        for report in reports:
            if (number := value(report)) is not None:
                family.add_metric([report.layer], number)
        yield family


registry = CollectorRegistry()
registry.register(StateCollector())

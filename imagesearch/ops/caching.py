"""What the caches hold and save: those in Redis, and the tables that spare work as caches do."""

from django.db.models import Sum

from imagesearch import env
from imagesearch.caches.counters import Counters, counters_read
from imagesearch.caches.layers import DAY_SECONDS, EMBEDDINGS
from imagesearch.caches.reports import LayerReport, layer_report, redis_layer_reports
from imagesearch.crawls.models import Crawl, Embedding


def cache_reports() -> list[LayerReport]:
    """All caches."""
    return [*redis_layer_reports(), embeddings_report(), answers_report()]


def embeddings_report() -> LayerReport:
    """The table of vectors of crawled pictures: what a picture that is known saves is what one that is not has cost."""
    counted = counters_read(EMBEDDINGS)
    mean_ms = counted.spent_ms / counted.misses if counted.misses else 0.0
    counters = Counters(counted.hits, counted.misses, counted.spent_ms, counted.hits * mean_ms)
    ttl_seconds = env.EMBEDDING_TTL_DAYS * DAY_SECONDS
    return layer_report(
        EMBEDDINGS, "crawled pictures and their words as vectors", counters,
        entries=Embedding.objects.count(), body_bytes=None, ttl_seconds=ttl_seconds,
    )  # fmt: skip


def answers_report() -> LayerReport:
    """Answers of crawled sites that were used again or still held; what they spared is bytes and, for the sites, work."""
    sums = Crawl.objects.aggregate(
        hits=Sum("cache_hits", default=0),
        held=Sum("cache_revalidated", default=0),
        misses=Sum("cache_misses", default=0),
    )
    counters = Counters(hits=sums["hits"] + sums["held"], misses=sums["misses"])
    return layer_report(
        "html", "answers of crawled sites", counters, entries=None, body_bytes=None, ttl_seconds=None
    )  # fmt: skip

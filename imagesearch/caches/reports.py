"""What each cache holds and saves, for health and metrics."""

from dataclasses import dataclass

from imagesearch.caches.counters import Counters, counters_read
from imagesearch.caches.layers import REDIS_LAYERS, Layer
from imagesearch.caches.store import cache_size


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One cache, as it is told to people and to Prometheus."""

    layer: str
    holds: str
    hits: int
    misses: int
    hit_rate: float | None
    """Of all lookups; None before the first."""
    entries: int | None
    bytes: int | None
    spent_ms: float
    saved_ms: float
    ttl_seconds: int | None


def redis_layer_reports() -> list[LayerReport]:
    """The caches whose entries are in Redis."""
    return [_redis_layer(layer) for layer in REDIS_LAYERS]


def layer_report(
    name: str, holds: str, counters: Counters, *, entries: int | None, body_bytes: int | None, ttl_seconds: int | None
) -> LayerReport:
    """One cache from its counters and its size."""
    lookups = counters.hits + counters.misses
    return LayerReport(
        layer=name, holds=holds, hits=counters.hits, misses=counters.misses,
        hit_rate=round(counters.hits / lookups, 4) if lookups else None, entries=entries, bytes=body_bytes,
        spent_ms=round(counters.spent_ms, 1), saved_ms=round(counters.saved_ms, 1), ttl_seconds=ttl_seconds,
    )  # fmt: skip


def _redis_layer(layer: Layer) -> LayerReport:
    entries, body_bytes = cache_size(layer)
    counters = counters_read(layer.name)
    return layer_report(
        layer.name, layer.holds, counters, entries=entries, body_bytes=body_bytes, ttl_seconds=layer.ttl_seconds
    )

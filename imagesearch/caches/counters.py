"""Hits, misses and milliseconds of each cache, counted in Redis, so that they hold for all processes together."""

from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.client import Pipeline

from imagesearch.caches.connection import redis_try


@dataclass(frozen=True, slots=True)
class Counters:
    """What was counted since Redis was last emptied."""

    hits: int = 0
    misses: int = 0
    spent_ms: float = 0.0
    """What computing the misses took."""
    saved_ms: float = 0.0
    """What computing the hits took when they were misses, less what looking them up took."""


def counters_key(name: str) -> str:
    """Where the counters of a cache are."""
    return f"imagesearch:cache-counters:{name}"


def counters_add(pipe: "Redis | Pipeline", name: str, added: Counters) -> None:
    """Add to the counters of a cache, as part of a pipeline or at once."""
    key = counters_key(name)
    for field in ("hits", "misses"):
        if count := getattr(added, field):
            pipe.hincrby(key, field, count)
    for field in ("spent_ms", "saved_ms"):
        if milliseconds := getattr(added, field):
            pipe.hincrbyfloat(key, field, round(milliseconds, 3))


def counters_record(name: str, added: Counters) -> None:
    """Add to the counters of a cache; nothing is counted while Redis is away."""

    def record(client: Redis) -> None:
        with client.pipeline(transaction=False) as pipe:
            counters_add(pipe, name, added)
            pipe.execute()

    redis_try(record, None)


def counters_read(name: str) -> Counters:
    """The counters of a cache; zeros while Redis is away."""
    found: dict[Any, Any] = redis_try(lambda client: client.hgetall(counters_key(name)), {})
    values = {field.decode(): float(value) for field, value in found.items()}
    whole = {field: int(values.get(field, 0)) for field in ("hits", "misses")}
    return Counters(**whole, spent_ms=values.get("spent_ms", 0.0), saved_ms=values.get("saved_ms", 0.0))

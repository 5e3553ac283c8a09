"""Entries of a cache: each with what it cost to compute, so that a hit knows what it saved."""

import hashlib
import struct
import time
import zlib
from typing import Any, Final

from redis import Redis
from redis.client import Pipeline

from imagesearch import env
from imagesearch.caches.connection import redis_try
from imagesearch.caches.counters import Counters, counters_add, counters_record
from imagesearch.caches.layers import Layer

HEAD: Final = struct.Struct("<f?")
"""Before the value: milliseconds that it cost, and whether it is compressed."""
COMPRESSED_FROM_BYTES: Final = 2048


def cache_get(layer: Layer, key: str) -> bytes | None:
    """An entry, counted as a hit; None if it is not there, or Redis is not."""
    if not env.CACHES:
        return None
    started = time.perf_counter()
    name = _entry_key(layer, key)
    kept: Any = redis_try(lambda client: client.get(name), None)
    if kept is None:
        return None
    try:
        cost_ms, value = _unpacked(kept)
    except (struct.error, zlib.error):  # not written by us: computed anew, it is overwritten
        return None
    saved_ms = cost_ms - (time.perf_counter() - started) * 1000
    counters_record(layer.name, Counters(hits=1, saved_ms=saved_ms))
    return value


def cache_put(layer: Layer, key: str, value: bytes, *, cost_ms: float, ttl_seconds: int | None = None) -> None:
    """Keep an entry that was looked up in vain and then computed; this is what counts the miss.

    Args:
        layer: the cache.
        key: names the entry.
        value: what it is.
        cost_ms: what computing it took, in milliseconds.
        ttl_seconds: how long it is good for, if shorter than usual in this cache.
    """
    if not env.CACHES:
        return
    is_compressed = len(value) >= COMPRESSED_FROM_BYTES
    body = zlib.compress(value, 1) if is_compressed else value
    kept = HEAD.pack(cost_ms, is_compressed) + body
    redis_try(lambda client: _keep(client, layer, key, kept, cost_ms, ttl_seconds or layer.ttl_seconds), None)


def cache_size(layer: Layer) -> tuple[int, int]:
    """Entries and their bytes; zeros while Redis is away."""
    return redis_try(lambda client: _size(client, layer), (0, 0))


def _unpacked(kept: bytes) -> tuple[float, bytes]:
    cost_ms, is_compressed = HEAD.unpack_from(kept)
    body = kept[HEAD.size :]
    return cost_ms, zlib.decompress(body) if is_compressed else body


def _keep(client: Redis, layer: Layer, key: str, kept: bytes, cost_ms: float, ttl_seconds: int) -> None:
    name, now = _entry_key(layer, key), time.time()
    with client.pipeline(transaction=False) as pipe:
        pipe.set(name, kept, ex=ttl_seconds)
        pipe.zadd(_index_key(layer), {name: now + ttl_seconds})
        pipe.zremrangebyscore(_index_key(layer), "-inf", now)
        pipe.zcard(_index_key(layer))
        counters_add(pipe, layer.name, Counters(misses=1, spent_ms=cost_ms))
        entries = pipe.execute()[3]
    if entries > layer.entries_max:
        _room_make(client, layer, entries - layer.entries_max)


def _room_make(client: Redis, layer: Layer, count: int) -> None:
    popped: Any = client.zpopmin(_index_key(layer), count)
    names = [name for name, _ in popped]
    if names:
        client.delete(*names)


def _size(client: Redis, layer: Layer) -> tuple[int, int]:
    client.zremrangebyscore(_index_key(layer), "-inf", time.time())
    names: Any = client.zrange(_index_key(layer), 0, -1)
    pipe: Pipeline
    with client.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.strlen(name)
        lengths = pipe.execute()
    return sum(length > 0 for length in lengths), sum(lengths)


def _entry_key(layer: Layer, key: str) -> str:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"imagesearch:cache:{layer.name}:{digest}"


def _index_key(layer: Layer) -> str:
    """A sorted set of the cache's entries by the time at which they expire."""
    return f"imagesearch:cache-index:{layer.name}"

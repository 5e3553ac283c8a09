"""The caches there are: how long each keeps its entries, and how many."""

from dataclasses import dataclass
from typing import Final

DAY_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Layer:
    """One cache; what is in it expires, and what expires soonest makes room when it is full."""

    name: str
    holds: str
    """What an entry is, for people."""
    ttl_seconds: int
    entries_max: int
    """The broker shares this Redis: strangers' queries must not fill it."""


PARSER: Final = Layer("parser", "queries as they were understood", 7 * DAY_SECONDS, 20_000)
RESULTS: Final = Layer("results", "whole answers of searches", 3600, 2_000)
QUERY_VECTORS: Final = Layer("query_vectors", "queries as vectors", 30 * DAY_SECONDS, 10_000)
PICTURE_VECTORS: Final = Layer("picture_vectors", "example pictures as vectors", 30 * DAY_SECONDS, 5_000)
REDIS_LAYERS: Final = (PARSER, RESULTS, QUERY_VECTORS, PICTURE_VECTORS)
EMBEDDINGS: Final = "embeddings"
"""Crawled pictures and their words as vectors; the entries are rows of a table, only the counters are here."""

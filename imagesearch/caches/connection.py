"""The caches' own Redis client: it gives up soon, and after a failure asks nobody for a moment."""

import time
from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

PATIENCE_SECONDS: Final = 0.5
"""What takes longer than this is not worth waiting for."""
PAUSE_SECONDS: Final = 2.0
"""Each request asks several caches; while Redis hangs, only the first of them waits."""

T = TypeVar("T")
_away_until: dict[str, float] = {}


def redis_try(work: Callable[[Redis], T], default: T) -> T:
    """What some work with Redis gives; the default while Redis is away."""
    url = settings.REDIS_URL
    if time.monotonic() < _away_until.get(url, 0.0):
        return default
    try:
        return work(_client(url))
    except (RedisError, OSError):
        _away_until[url] = time.monotonic() + PAUSE_SECONDS
        return default


@cache
def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS)

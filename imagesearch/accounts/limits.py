"""How often somebody may ask, so that nobody's program keeps the others waiting and nobody guesses passwords.

Counted in Redis in one step each (a moving window), so that requests at the same time count as many. While Redis is away
each web process counts for itself.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Final, TypeVar

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from imagesearch import env
from imagesearch.accounts.models import User
from imagesearch.core.errors import TooMany

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
LOGIN_SECONDS: Final = 5 * MINUTE
ALL_ADDRESSES: Final = 10
"""Times as many logins as one address may try for one account, from all addresses together or for all accounts."""
PATIENCE_SECONDS: Final = 0.5
"""For Redis: what is to be counted waits for it."""
PAUSE_SECONDS: Final = 2.0
"""After that nobody waits for it, for a moment."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of one kind within a time."""

    name: str
    setting: str
    """Of `env`: how many; 0 is any number."""
    seconds: int
    said: str
    """What was asked for too often, as a sentence begins."""
    times: int = 1
    """Of the setting."""
    is_for_many: bool = False
    """Whether it is counted only where several people share the installation."""

    @property
    def most(self) -> int:
        """How many there may be; read when somebody asks."""
        is_counted = not (self.is_for_many and settings.IS_LOCAL_OWNER_TRUSTED)
        return self.times * int(getattr(env, self.setting)) if is_counted else 0


SEARCHES: Final = Limit("searches", "SEARCHES_PER_MINUTE", MINUTE, "Too many searches", is_for_many=True)
CRAWLS: Final = Limit("crawls", "CRAWLS_PER_HOUR", HOUR, "Too many new crawls", is_for_many=True)
CHAT: Final = Limit("chat", "CHAT_TURNS_PER_MINUTE", MINUTE, "Too many messages")
KEYS: Final = Limit("keys", "LOGIN_TRIES", LOGIN_SECONDS, "Too many wrong API keys")
LOGINS: Final = Limit("logins", "LOGIN_TRIES", LOGIN_SECONDS, "Too many logins")
LOGINS_OF_ACCOUNT: Final = Limit("logins-account", "LOGIN_TRIES", LOGIN_SECONDS, "Too many logins", ALL_ADDRESSES)
LOGINS_OF_ADDRESS: Final = Limit("logins-address", "LOGIN_TRIES", LOGIN_SECONDS, "Too many logins", ALL_ADDRESSES)


def person_count(limit: Limit, user: User) -> None:
    """Count one more of a person.

    Raises:
        TooMany: that is too many for now.
    """
    limit_count(limit, str(user.pk))


def limit_count(limit: Limit, *whose: str) -> None:
    """Count one more of somebody.

    Raises:
        TooMany: that is too many for now; it is not counted then.
    """
    item = _item(limit)
    if item is not None and not _counted(lambda limiter: limiter.hit(item, limit.name, *whose)):
        raise _too_many(limit, item, whose)


def limit_check(limit: Limit, *whose: str) -> None:
    """See whether one more would be too many, without counting it.

    Raises:
        TooMany: it would.
    """
    item = _item(limit)
    if item is not None and not _counted(lambda limiter: limiter.test(item, limit.name, *whose)):
        raise _too_many(limit, item, whose)


def limit_forget(limit: Limit, *whose: str) -> None:
    """Count from nothing again."""
    item = _item(limit)
    if item is not None:
        _counted(lambda limiter: limiter.clear(item, limit.name, *whose))


def _item(limit: Limit) -> RateLimitItem | None:
    return RateLimitItemPerSecond(limit.most, limit.seconds) if limit.most else None


def _too_many(limit: Limit, item: RateLimitItem, whose: tuple[str, ...]) -> TooMany:
    window = _counted(lambda limiter: limiter.get_window_stats(item, limit.name, *whose))
    seconds = max(ceil(window.reset_time - time.time()), 1)
    sentence = f"{limit.said}: {limit.most} are let through in {limit.seconds // MINUTE} min. Try again in {seconds} s."
    return TooMany(sentence, retry_after_seconds=seconds)


def _counted(work: Callable[[MovingWindowRateLimiter], T]) -> T:
    """What some work gives, in Redis, or in this process while Redis is away."""
    url = settings.REDIS_URL
    if time.monotonic() >= _away_until.get(url, 0.0):
        try:
            return work(_in_redis(url))
        except (RedisError, OSError):
            _away_until[url] = time.monotonic() + PAUSE_SECONDS
    return work(IN_PROCESS)


_away_until: dict[str, float] = {}
IN_PROCESS: Final = MovingWindowRateLimiter(MemoryStorage())


@cache
def _in_redis(url: str) -> MovingWindowRateLimiter:
    storage = RedisStorage(url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS)
    return MovingWindowRateLimiter(storage)

"""How much a host may be asked: politeness for strangers, none for this machine itself unless an operator wants it."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from imagesearch import env

LOOPBACK_CONCURRENCY: Final = 16


@dataclass(frozen=True, slots=True)
class HostLimits:
    """What holds before a host has said anything."""

    delay_seconds: float
    """0: no pace, neither ours nor the one that all crawls share."""
    concurrency: int


STRANGER: Final = HostLimits(env.CRAWL_DELAY_SECONDS, env.CRAWL_CONCURRENCY_PER_HOST)
UNLIMITED: Final = HostLimits(0.0, LOOPBACK_CONCURRENCY)


class Limits:
    """The limits of every host of one crawl."""

    def __init__(self, allowed: Iterable[str]) -> None:
        """Know the hosts on this machine.

        Args:
            allowed: `host:port` pairs that the guard lets through though not public.
        """
        self._loopback = frozenset(filter(is_loopback, (pair.rpartition(":")[0] for pair in allowed)))
        delay_seconds = env.CRAWL_LOOPBACK_DELAY_SECONDS
        self._ours = HostLimits(delay_seconds, env.CRAWL_CONCURRENCY_PER_HOST) if delay_seconds else UNLIMITED

    @property
    def has_unlimited(self) -> bool:
        """Whether some host may be asked as fast as it answers."""
        return bool(self._loopback) and self._ours is UNLIMITED

    def of(self, host: str) -> HostLimits:
        """The limits of a host, named with its port unless that is the usual one."""
        return self._ours if _name(host) in self._loopback else STRANGER


def is_loopback(host: str) -> bool:
    """Whether a host without its port is this machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _name(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host

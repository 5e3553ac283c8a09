"""Bounds the bytes of answers that a crawl process has in memory at once, from the wire to the row, however many come together."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from imagesearch import env

HELD_MAX_BYTES: Final = max(48_000_000, 2 * env.IMAGE_MAX_BYTES)
"""Of bodies that are received, unpacked, read or decoded; several of the largest, hundreds of usual ones."""
DIRECT_MAX_BYTES: Final = 24_000_000
"""The same for what is read at once: style sheets, sitemaps, robots.txt. Pages wait for these, so these never wait for pages."""


@dataclass(slots=True)
class _Waiting:
    hold: "Hold"
    bytes: int
    granted: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Holdings:
    """All that is held; who wants more waits, first come, first served, until there is room."""

    def __init__(self, bytes_max: int = HELD_MAX_BYTES) -> None:
        self.bytes_max = bytes_max
        self.bytes = 0
        self._holders: set[Hold] = set()
        self._waiting: deque[_Waiting] = deque()

    def took(self, hold: "Hold", bytes_: int) -> bool:
        """Take so many more bytes for an answer if there is room and nobody waits."""
        if self._waiting or self.bytes + bytes_ > self.bytes_max:
            return False
        self.change(hold, hold.bytes + bytes_)
        return True

    async def wait(self, hold: "Hold", bytes_: int) -> None:
        """Until there is room for so many more bytes of one answer."""
        place = _Waiting(hold, bytes_)
        self._waiting.append(place)
        self._grant()
        try:
            await place.granted
        finally:
            if place in self._waiting:
                self._waiting.remove(place)
                self._grant()

    def change(self, hold: "Hold", bytes_: int) -> None:
        """What one answer holds from now on."""
        self._count(hold, bytes_)
        self._grant()

    def _count(self, hold: "Hold", bytes_: int) -> None:
        self.bytes += bytes_ - hold.bytes
        hold.bytes = bytes_
        (self._holders.add if bytes_ else self._holders.discard)(hold)

    def _grant(self) -> None:
        while self._waiting and self._has_room(self._waiting[0]):
            place = self._waiting.popleft()
            if not place.hold.is_dropped:  # its answer may have failed meanwhile
                self._count(place.hold, place.hold.bytes + place.bytes)
            if not place.granted.done():
                place.granted.set_result(None)

    def _has_room(self, place: _Waiting) -> bool:
        """Also when all that hold something wait for more: nobody would ever make room."""
        return self.bytes + place.bytes <= self.bytes_max or self._holders <= {other.hold for other in self._waiting}


@dataclass(slots=True, eq=False)
class Hold:
    """What one answer has of it."""

    holdings: Holdings
    bytes: int = 0
    received_bytes: int = 0
    is_dropped: bool = False

    grow: Callable[[], None] | None = None
    """To be called when it has got longer than was counted."""

    def has_at_once(self, bytes_: int) -> bool:
        """Whether it may be so large without waiting."""
        return self.bytes >= bytes_ or self.holdings.took(self, bytes_ - self.bytes)

    def received(self, bytes_: int) -> None:
        """So much has come over the wire."""
        self.received_bytes += bytes_
        if self.grow is not None and self.received_bytes > self.bytes:
            self.grow()

    async def at_least(self, bytes_: int) -> None:
        """Wait until it may be so large."""
        if bytes_ > self.bytes:
            await self.holdings.wait(self, bytes_ - self.bytes)

    def exactly(self, bytes_: int) -> None:
        """It has turned out to be so large."""
        self.holdings.change(self, bytes_)

    def drop(self) -> None:
        """Nothing of it is needed any more."""
        self.is_dropped = True
        self.exactly(0)

"""Decides how much of the frontier to take in hand next, and when there is nothing more."""

import asyncio
from dataclasses import dataclass
from typing import Final

from crawler.ledger import Claim, Ledger

IN_HAND_MAX: Final = 128
"""Claims at the same time: enough to keep the downloader busy, few enough to lose in a crash."""
PAGES_AT_ONCE: Final = 32
"""Also the pages in hand at the same time: some may wait for a browser, and pictures must not wait for them."""
IMAGES_AT_ONCE: Final = 64
WAIT_SECONDS: Final = 1.0
SHARED_WAIT_SECONDS: Final = 0.25
"""Between two looks for what other processes of the crawl have found."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a process may still do; None is no limit."""

    images: int | None = None
    """Pictures kept: one that fails or is left out does not count."""
    bytes: int | None = None
    """Received, about: what is in flight when the last one arrives comes on top."""
    minutes: int | None = None


class Feed:
    """The work of one crawl process, within the crawl's budgets."""

    def __init__(self, ledger: Ledger, allowance: Allowance) -> None:
        self._ledger = ledger
        self.allowance = allowance
        self._is_alone = False

    async def next(self) -> list[Claim]:
        """The next work; waits while all is in hand, here or elsewhere.

        Empty when everything has reached its end, or a budget is spent.
        """
        while not self.spent_reason():
            in_hand = self._ledger.in_hand  # before the claim: what comes in meanwhile may bring new work
            self._ledger.changed.clear()
            claims = await self._claim(in_hand)
            if claims or (in_hand == 0 and not self._ledger.others_at_work):
                return claims
            await self._wait(SHARED_WAIT_SECONDS if in_hand == 0 else WAIT_SECONDS)
        return []

    def spent_reason(self) -> str:
        """The budget that is spent, as a code of `CRAWL_REASONS`; the page limit is none, for pictures go on."""
        images, bytes_ = self.allowance.images, self.allowance.bytes
        if images is not None and self._ledger.images_kept >= images:
            return "image_limit"
        received = self._ledger.bytes_received + self._ledger.traffic.bytes_received
        return "byte_limit" if bytes_ is not None and received >= bytes_ else ""

    async def _claim(self, in_hand: int) -> list[Claim]:
        """What there is; when there is nothing else, one of the suspects for earlier crashes, by itself."""
        if in_hand >= IN_HAND_MAX or (self._is_alone and in_hand):
            return []
        room = IN_HAND_MAX - in_hand
        pages = min(PAGES_AT_ONCE - self._ledger.pages_in_hand, room)
        claims = await self._ledger.claim(pages=pages, images=min(IMAGES_AT_ONCE, room, self._images_room()))
        self._is_alone = not claims and in_hand == 0
        return await self._ledger.claim_alone() if self._is_alone else claims

    def _images_room(self) -> int:
        """Each picture in hand may be one that is kept."""
        if self.allowance.images is None:
            return IMAGES_AT_ONCE
        in_hand = self._ledger.in_hand - self._ledger.pages_in_hand
        return max(0, self.allowance.images - self._ledger.images_kept - in_hand)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ledger.changed.wait(), seconds)
        except TimeoutError:
            return

"""Decides how much of the frontier to take in hand next, and when there is nothing more."""

import asyncio
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


class Feed:
    """The work of one crawl process."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._is_alone = False

    async def next(self) -> list[Claim]:
        """The next work; waits while all is in hand, here or elsewhere; empty when everything has reached its end."""
        while True:
            in_hand = self._ledger.in_hand
            self._ledger.changed.clear()
            # Both asked before the claim: what came in meanwhile may have brought new work.
            is_last = in_hand == 0 and not await self._ledger.others_at_work()
            claims = await self._claim(in_hand)
            if claims or is_last:
                return claims
            await self._wait(SHARED_WAIT_SECONDS if in_hand == 0 else WAIT_SECONDS)

    async def _claim(self, in_hand: int) -> list[Claim]:
        """What there is; when there is nothing else, one of the suspects for earlier crashes, by itself."""
        if in_hand >= IN_HAND_MAX or (self._is_alone and in_hand):
            return []
        room = IN_HAND_MAX - in_hand
        pages = min(PAGES_AT_ONCE - self._ledger.pages_in_hand, room)
        claims = await self._ledger.claim(pages=pages, images=min(IMAGES_AT_ONCE, room))
        self._is_alone = not claims and in_hand == 0
        return await self._ledger.claim_alone() if self._is_alone else claims

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ledger.changed.wait(), seconds)
        except TimeoutError:
            return

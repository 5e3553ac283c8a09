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


class Feed:
    """The work of one crawl process, within the crawl's page limit."""

    def __init__(self, ledger: Ledger, *, pages_left: int) -> None:
        self._ledger = ledger
        self._pages_left = pages_left

    async def next(self) -> list[Claim]:
        """The next work; waits while all is in hand; empty when everything has reached its end."""
        while True:
            in_hand = self._ledger.in_hand
            self._ledger.changed.clear()
            claims = await self._claim(IN_HAND_MAX - in_hand) if in_hand < IN_HAND_MAX else []
            # Asked before the claim: what came in meanwhile may have brought new work.
            if claims or in_hand == 0:
                return claims
            await self._wait()

    def visit_returned(self) -> None:
        """A page turned out to be a mere redirect, which does not count against the limit."""
        self._pages_left += 1

    async def _claim(self, room: int) -> list[Claim]:
        pages = min(PAGES_AT_ONCE - self._ledger.pages_in_hand, room, self._pages_left)
        claims = await self._ledger.claim(pages=pages, images=min(IMAGES_AT_ONCE, room))
        self._pages_left -= sum(claim.is_page for claim in claims)
        return claims

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._ledger.changed.wait(), WAIT_SECONDS)
        except TimeoutError:
            return

"""Reads the body of an answer once there is room for it: until then its server waits, and its time does not run."""

import asyncio
from functools import partial
from typing import Any, Final

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import _ScrapyAgent
from twisted.internet.defer import Deferred
from twisted.web.iweb import UNKNOWN_LENGTH

from crawler.holding import Hold

SMALL_BYTES: Final = 131_072
"""A body that may have come together with its headers: it is here already, so it is counted, but does not wait."""
GROWTH: Final = 4
"""A body that does not tell its length is counted as so many times as long whenever it gets longer than was counted."""
WAIT_MAX_SECONDS: Final = 3600.0


class HoldingAgent(_ScrapyAgent):
    """Scrapy's way through one request, with a stop between the headers and the body."""

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        """See Scrapy."""
        hold: Hold = request.meta["hold"]
        max_bytes = request.meta.get("download_maxsize", self._maxsize)
        read = partial(super()._cb_bodyready, txresponse, request)
        if txresponse.length == UNKNOWN_LENGTH:
            hold.grow = partial(self._grow, txresponse, hold, max_bytes)
            hold.exactly(SMALL_BYTES)
        elif txresponse.length <= SMALL_BYTES:
            hold.exactly(txresponse.length)
        elif txresponse.length <= max_bytes and not hold.has_at_once(txresponse.length):
            waited: Deferred[None] = Deferred.fromFuture(asyncio.ensure_future(self._room(hold, txresponse.length)))
            return waited.addCallback(lambda _: read())
        return read()

    def _grow(self, txresponse: Any, hold: Hold, max_bytes: int) -> None:
        """The body is longer than was counted for it: no more of it is read until there is room for more."""
        wanted_bytes = min(max_bytes, GROWTH * hold.bytes)
        if hold.bytes == max_bytes or hold.has_at_once(wanted_bytes):
            return
        grow, hold.grow = hold.grow, None

        def go_on(_: Any) -> None:
            hold.grow = grow
            txresponse._transport.resumeProducing()  # noqa: SLF001

        txresponse._transport.pauseProducing()  # noqa: SLF001
        asyncio.ensure_future(self._room(hold, wanted_bytes)).add_done_callback(go_on)

    async def _room(self, hold: Hold, bytes_: int) -> None:
        timer: Any = self._timeout_cl
        left_seconds = timer.getTime() - asyncio.get_running_loop().time()
        timer.reset(WAIT_MAX_SECONDS)
        try:
            await hold.at_least(bytes_)
        finally:
            if timer.active():
                timer.reset(max(1.0, left_seconds))

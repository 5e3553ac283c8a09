"""Scrapy's downloader, with a brake, and a bound on what all answers together take of memory."""

from functools import partial
from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred

from crawler.holding import DIRECT_MAX_BYTES, Hold, Holdings


class HaltingDownloader(Downloader):
    """Sends nothing more once it was halted, not even what waits for its turn; reads no more at once than there is room for."""

    is_halted = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._holdings, self._direct = Holdings(), Holdings(DIRECT_MAX_BYTES)
        crawler.signals.connect(self.received, signal=signals.bytes_received)

    def fetch(self, request: Request, *_: Any) -> "Deferred[Any]":
        """See Scrapy. The answer goes with its `hold`, to be dropped by whoever is done with it."""
        is_direct = bool(request.meta.get("is_direct"))
        hold = request.meta["hold"] = Hold(self._direct if is_direct else self._holdings)
        fetched: Deferred[Any] = super().fetch(request)
        return fetched.addBoth(partial(_settled, hold=hold, is_direct=is_direct))

    def received(self, data: bytes, request: Request) -> None:
        """See Scrapy's signal `bytes_received`."""
        request.meta["hold"].received(len(data))

    def halt(self) -> None:
        """From now on no request leaves; those that are on their way come back."""
        self.is_halted = True

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is on its way."""
        return not any(slot.transferring for slot in self.slots.values())

    def _process_queue(self, slot: Slot) -> None:
        if not self.is_halted:
            super()._process_queue(slot)


def _settled(result: Any, *, hold: Hold, is_direct: bool) -> Any:
    """What is no answer holds nothing; neither does what is read at once by who asked for it."""
    hold.grow = None
    if isinstance(result, Response) and not is_direct:
        hold.exactly(len(result.body))
    else:
        hold.drop()
    return result

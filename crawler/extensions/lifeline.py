"""Ends the process when it is asked to, when the one it works for is gone, or when the crawl is in other hands."""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from typing import Any, Final, cast

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.component import Component
from crawler.downloading import HaltingDownloader
from crawler.exits import STOPPED, Exit
from imagesearch.crawls.services.fetch_ends import FINISHED

log = logging.getLogger(__name__)

CHECK_SECONDS: Final = 0.5
RENEW_EVERY_CHECKS: Final = 60
DRAIN_LOOKS: Final = 50
GRACE_SECONDS: Final = 1.0
"""Time for requests in flight; what takes longer is asked for again by the next process."""


class Lifeline(Component):
    """Watches the parent, the lease and the signals."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._parent = os.getppid()
        self._tasks: set[asyncio.Task[None]] = set()
        crawler.signals.connect(self._opened, signal=signals.spider_opened)

    def _opened(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._start, "terminated")
        self._keep(self._watch())

    def _start(self, why: str) -> None:
        self._keep(self._stop(why))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.add(asyncio.ensure_future(work))

    async def _watch(self) -> None:
        checks, told = 0, ""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            checks += 1
            if os.getppid() != self._parent:
                await self._stop("parent_gone")
            orders = await self.ledger.orders()
            if not orders.is_ours:
                await self._stop("crawl_not_ours")
            told = await self._end_with_others(orders.fetch_ended_reason, told)
            if checks % RENEW_EVERY_CHECKS == 0:
                await self.ledger.renew()

    async def _end_with_others(self, reason: str, told: str) -> str:
        """End when another process of the crawl has met a limit, and tell the others of ours; returns what was told."""
        if reason:
            self.spider.end(reason)
        elif (own := self.spider.end_reason) not in ("", STOPPED, FINISHED) and own != told:
            await self.ledger.tell_end(own)
            return own
        return told

    async def _stop(self, why: str) -> None:
        log.info("crawl_process_stopped", extra={"why": why})
        self.spider.end_reason = self.spider.end_reason or STOPPED
        self.ledger.is_closing = True
        self.downloader.halt()
        await self._drain()
        await self.ledger.close()
        os._exit(Exit.STOPPED)  # requests that hang must not hold the process

    async def _drain(self) -> None:
        """Let requests that are on their way come back and be read, for a moment."""
        for _ in range(DRAIN_LOOKS):
            being_read = self.engine.scraper.slot
            if self.downloader.is_quiet and (being_read is None or being_read.is_idle()):
                return
            await asyncio.sleep(GRACE_SECONDS / DRAIN_LOOKS)

    @property
    def downloader(self) -> HaltingDownloader:
        """Scrapy's downloader, which is ours."""
        return cast("HaltingDownloader", self.engine.downloader)

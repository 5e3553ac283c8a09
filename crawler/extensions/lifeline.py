"""Ends the process when it is asked to, when the one it works for is gone, or when the crawl is in other hands."""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from typing import Any, Final

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.component import Component
from crawler.exits import STOPPED, Exit

log = logging.getLogger(__name__)

CHECK_SECONDS: Final = 1.0
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
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            if os.getppid() != self._parent:
                await self._stop("parent_gone")
            if not await self.ledger.is_ours():
                await self._stop("lease_lost")

    async def _stop(self, why: str) -> None:
        log.info("crawl_process_stopped", extra={"why": why})
        self.spider.end_reason = self.spider.end_reason or STOPPED
        stopping = asyncio.ensure_future(self.engine.stop_async())
        await asyncio.wait({stopping}, timeout=GRACE_SECONDS)
        await self.ledger.close()
        os._exit(Exit.STOPPED)  # requests that hang must not hold the process

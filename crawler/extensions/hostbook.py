"""Writes what is learnt about hosts into the tables, for those who watch the crawl and for the process after this one."""

import asyncio
from typing import Final

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.component import Component

WRITE_EVERY_SECONDS: Final = 1.0


class HostBook(Component):
    """A kill costs the counts of the last second."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    def _opened(self) -> None:
        self._task = asyncio.ensure_future(self._write())

    def _closed(self) -> None:
        if self._task:
            self._task.cancel()

    async def _write(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            # What was taken is written, even if the spider closes meanwhile.
            await asyncio.shield(self.ledger.hosts_write(self.hosts.news()))

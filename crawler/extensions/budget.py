"""Ends fetching when its time is over, and tells the log now and then how far it is."""

import asyncio
import logging
import math
import time
from typing import Final

import psutil
from scrapy import signals
from scrapy.crawler import Crawler

from crawler.component import Component
from imagesearch import env

log = logging.getLogger(__name__)

CHECK_SECONDS: Final = 5.0
REPORT_EVERY_CHECKS: Final = 6


class Budget(Component):
    """The time limit of one run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    def _opened(self) -> None:
        self._task = asyncio.ensure_future(self._watch())

    def _closed(self) -> None:
        if self._task:
            self._task.cancel()

    async def _watch(self) -> None:
        began = time.monotonic()
        checks = 0
        own_seconds = (self.spider.feed.allowance.minutes or math.inf) * 60
        while time.monotonic() - began < min(env.CRAWL_TIMEOUT_SECONDS, own_seconds):
            await asyncio.sleep(CHECK_SECONDS)
            checks += 1
            if checks % REPORT_EVERY_CHECKS == 0:
                self._report(time.monotonic() - began)
        self.spider.end("minute_limit" if own_seconds < env.CRAWL_TIMEOUT_SECONDS else "time_limit")

    def _report(self, elapsed_seconds: float) -> None:
        rss_mb = psutil.Process().memory_info().rss // 1_000_000
        fields = {
            "outcomes": self.ledger.outcomes,
            "in_hand": self.ledger.in_hand,
            "elapsed_seconds": round(elapsed_seconds),
            "rss_mb": rss_mb,
        }
        log.info("crawl_process_at_work", extra=fields)

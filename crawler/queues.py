"""Scrapy's scheduler for work that is claimed already: a queue per host, so that one slow host never stops the others."""

from collections import deque
from typing import Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawler.hosts import Hosts


class HostQueues(BaseScheduler):
    """Hands out requests host by host in turn; a host that is busy or asked for a pause is passed over."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._queues: dict[str, deque[Request]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy when the spider opens."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """See Scrapy's `BaseScheduler`."""
        return any(self._queues.values())

    def enqueue_request(self, request: Request) -> bool:
        """See Scrapy's `BaseScheduler`; a request that comes back (redirected, tried again) goes in front."""
        queue = self._queues.setdefault(urlparse_cached(request).netloc, deque())
        (queue.appendleft if request.meta.get("is_continued") else queue.append)(request)
        return True

    def next_request(self) -> Request | None:
        """See Scrapy's `BaseScheduler`."""
        for netloc in list(self._queues):
            queue = self._queues.pop(netloc)
            if not queue:
                continue
            self._queues[netloc] = queue  # to the end: the next call begins with another host
            if self._may_send(netloc, queue[0]):
                return queue.popleft()
        return None

    def _may_send(self, netloc: str, request: Request) -> bool:
        hosts: Hosts = self._crawler.spider.hosts  # type: ignore[union-attr]
        if hosts.is_held(netloc):
            return False
        slots = self._crawler.engine.downloader.slots  # type: ignore[union-attr]
        slot = slots.get(urlparse_cached(request).hostname or "")
        return slot is None or len(slot.active) < slot.concurrency * 2

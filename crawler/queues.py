"""Scrapy's scheduler for work that is claimed already: a queue per host, so that one slow host never stops the others."""

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawler.component import Component


class HostQueues(Component, BaseScheduler):
    """Hands out requests host by host in turn; a host that is busy or asked for a pause is passed over."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._queues: dict[str, deque[Request]] = {}

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
            if self._may_send(netloc):
                return queue.popleft()
        return None

    def _may_send(self, netloc: str) -> bool:
        """Not more of a host than it may have at a time: what waits for its turn takes a place from other hosts."""
        if self.hosts.refusal(netloc):
            return True  # to be refused at once, whatever pause it asked for
        if self.hosts.held_seconds(netloc):
            return False
        active, most = self.engine.downloader.active, self.hosts.state(netloc).limits.concurrency
        return len(active) < most or sum(urlparse_cached(request).netloc == netloc for request in active) < most

"""Waits for a crawl to end, with a line of progress for whoever watches."""

import time
from collections.abc import Callable
from typing import Any, Final

from imagesearch.crawls.management.command import worker_require
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawl_snapshot
from imagesearch.crawls.states import CRAWL_ENDED, CrawlStatus
from imagesearch.jobs.names import Queue

LOOK_EVERY_SECONDS: Final = 0.5
QUEUED_PATIENCE_SECONDS: Final = 20.0
"""A crawl that waits this long may wait for a worker that is gone."""
RESTING: Final = CRAWL_ENDED | {CrawlStatus.PAUSED}
"""States that no worker will change any more."""


def crawl_wait(crawl: Crawl, show: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Look until the crawl has ended or is paused; returns its last snapshot.

    Raises:
        Unavailable: it is queued, and there is nobody to take it.
    """
    asked = time.monotonic()
    while True:
        crawl.refresh_from_db()
        snapshot = crawl_snapshot(crawl)
        show(snapshot)
        if crawl.status in RESTING:
            return snapshot
        if crawl.status != CrawlStatus.QUEUED:
            asked = time.monotonic()
        elif time.monotonic() - asked > QUEUED_PATIENCE_SECONDS:
            worker_require(Queue.CRAWL)
            asked = time.monotonic()
        time.sleep(LOOK_EVERY_SECONDS)

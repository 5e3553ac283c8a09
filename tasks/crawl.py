"""The `crawl` queue: a task for each crawl, for as long as the crawl lasts."""

import os
import socket
import threading
from typing import Any

from celery.signals import worker_shutting_down

from imagesearch.crawls.watching.watcher import CrawlWatcher
from imagesearch.jobs.messages import CrawlRun
from tasks.base import job

_stopping = threading.Event()


@worker_shutting_down.connect
def _stop_watching(**_: Any) -> None:
    """A worker that is asked to stop gives its crawls back; the reaper hands them to the next one."""
    _stopping.set()


# Acknowledged at once: a crawl takes longer than any visibility timeout. Its lease and the reaper own its restart.
@job(CrawlRun, acks_late=False)
def run(message: CrawlRun) -> None:
    """Watch one crawl to its end."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:64]
    CrawlWatcher(message.crawl_id, holder, _stopping).run()

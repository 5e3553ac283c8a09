"""`python -m tests.watching CRAWL_ID HOLDER`: a watcher as the crawl worker runs it, in a process that a test may kill."""

import sys
import threading

import django

from imagesearch import env

env.django_settings_use()
django.setup()

from imagesearch.crawls.watching.watcher import CrawlWatcher  # noqa: E402

if __name__ == "__main__":
    CrawlWatcher(sys.argv[1], sys.argv[2], threading.Event()).run()

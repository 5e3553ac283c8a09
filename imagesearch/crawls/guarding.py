"""The guard of one crawl: the operator's exceptions and the crawl's own."""

from imagesearch import env
from imagesearch.core.guard import Guard
from imagesearch.crawls.options import CrawlOptions


def guard_for(options: CrawlOptions) -> Guard:
    """The guard that everything fetched for a crawl passes."""
    own = {options.allowed_host} if options.allowed_host else set()
    return Guard(allowed=frozenset({*env.CRAWL_ALLOWED_HOSTS, *own}))

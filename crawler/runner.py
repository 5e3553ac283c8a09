"""Runs one crawl process from its first claim to the note on why fetching ended."""

import gc
import logging
from typing import Any, Final

from django.conf import settings as django_settings
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as crawler_settings
from crawler.browsing import Browsing
from crawler.cache import AnswerCache
from crawler.exits import STOPPED, Exit
from crawler.extract.directives import Policy
from crawler.feed import Allowance, Feed
from crawler.hosts import Hosts
from crawler.ledger import Ledger
from crawler.limits import LOOPBACK_CONCURRENCY, Limits
from crawler.render.client import Renderer
from crawler.scope import Scope
from crawler.spiders.site import SiteSpider
from crawler.turns import Turns
from imagesearch import env
from imagesearch.crawls.guarding import guard_for
from imagesearch.crawls.options import CrawlKind
from imagesearch.crawls.selectors.frontier import FrontierStart, frontier_start, is_shared
from imagesearch.crawls.services.claims import claimant_name, claims_void
from imagesearch.crawls.services.fetch_ends import fetch_end
from imagesearch.crawls.services.roles import roles_settle
from imagesearch.fetch.answers import answer_store
from imagesearch.pacing.shared import SharedPace

log = logging.getLogger(__name__)

GARBAGE_OBJECTS: Final = 20_000
"""Between two looks of the collector: a page makes thousands of objects and hardly a cycle."""
PAGES_KNOWN_PER_VISIT: Final = 2
PAGES_KNOWN_SPARE: Final = 1000
"""Pages recorded at most: a maze must not fill the database with addresses that the limit will never reach."""


def crawl_process_run(crawl_id: str, holder: str, number: int = 0) -> Exit:
    """Fetch until nothing more is to be fetched, and write down why.

    Args:
        crawl_id: the crawl.
        holder: who has its lease.
        number: which one of the crawl's processes this is, from 0.
    """
    claims_void(crawl_id, holder=holder, number=number)
    start = frontier_start(crawl_id)
    process = AsyncCrawlerProcess(_settings(start))
    _logging_calm()
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, **_parts(crawl_id, holder, number, start))
    gc.freeze()  # what is imported by now stays; the collector need not look at it again
    gc.set_threshold(GARBAGE_OBJECTS, 20, 20)
    log.info("crawl_process_running", extra={"crawl_id": crawl_id, "url": start.url})
    process.start(install_signal_handlers=False)
    return _ended(crawl_id, holder, number, crawler.spider)


def _logging_calm() -> None:
    """Scrapy lets everything through the root logger; a crawl writes a line now and then."""
    logging.getLogger().setLevel(env.LOG_LEVEL)
    for chatty in ("scrapy", "PIL", "protego", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _settings(start: FrontierStart) -> Settings:
    settings = Settings()
    settings.setmodule(crawler_settings, priority="project")
    allowed = guard_for(start.options).allowed
    settings.set("CRAWL_GUARD_ALLOWED", sorted(allowed), priority="cmdline")
    if Limits(allowed).has_unlimited:
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", LOOPBACK_CONCURRENCY, priority="cmdline")
    return settings


def _parts(crawl_id: str, holder: str, number: int, start: FrontierStart) -> dict[str, Any]:
    options = start.options
    known_left = options.limit * PAGES_KNOWN_PER_VISIT + PAGES_KNOWN_SPARE - start.pages_known
    ledger = Ledger(crawl_id, holder, number, pages_known=0, pages_known_max=known_left // options.processes)
    is_list = options.kind != CrawlKind.SITE
    is_closed = is_list and options.depth == 0  # only what the list names
    scope = Scope(
        () if is_closed else start.hosts,
        depth_max=options.depth,
        pages_max=options.limit // options.processes,
        include=options.include,
        exclude=options.exclude,
    )
    hosts = Hosts(Limits(guard_for(options).allowed))
    hosts.resume(start.hosts_known)
    policy = Policy(options.obey)
    return {
        "ledger": ledger,
        "turns": Turns(hosts, SharedPace(django_settings.REDIS_URL)),
        "feed": Feed(ledger, _allowance(start, number)),
        "scope": scope,
        "cache": AnswerCache(answer_store(start.owner_id), is_bypassed=options.fresh),
        "browsing": Browsing(
            options.render,
            Renderer(guard_for(options).allowed),
            pages_max=env.RENDER_PAGES_MAX // options.processes,
            policy=policy,
        ),
        "policy": policy,
        "is_list": is_list,
    }


def _allowance(start: FrontierStart, number: int) -> Allowance:
    """What the budgets of the crawl leave to this process: its share, where several work."""
    processes = start.options.processes

    def share(limit: int | None, spent: int) -> int | None:
        left = 0 if limit is None else max(0, limit - spent)
        return None if limit is None else left // processes + (number < left % processes)

    options = start.options
    return Allowance(
        images=share(options.image_limit, start.images_kept),
        bytes=share(options.byte_limit, start.bytes_received),
        minutes=options.minute_limit,
    )


def _ended(crawl_id: str, holder: str, number: int, spider: Any) -> Exit:
    reason = spider.end_reason if isinstance(spider, SiteSpider) else ""
    if reason == STOPPED:
        return Exit.STOPPED
    if not reason:
        log.error("crawl_process_broke_off", extra={"crawl_id": crawl_id})
        return Exit.CRASHED
    claimant = claimant_name(holder, number)
    if not is_shared(crawl_id, claimant, may_visit=False):
        roles_settle(crawl_id)  # by the last one; not under the lock that the end is noted with
    is_noted = fetch_end(crawl_id, holder=holder, claimant=claimant, reason=reason)
    log.info("crawl_process_ended", extra={"crawl_id": crawl_id, "number": number, "reason": reason})
    return Exit.ENDED if is_noted else Exit.STOPPED

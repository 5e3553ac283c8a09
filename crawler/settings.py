"""Scrapy's settings: its defaults suit friendly sites; ours suit hostile ones."""

from imagesearch import env

BOT_NAME = "imagesearch"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = env.CRAWL_USER_AGENT

# Nothing but http and https, nothing that listens, no way around the guard.
DOWNLOAD_HANDLERS = {
    "http": "crawler.heads.BoundedHandler", "https": "crawler.heads.BoundedHandler", "file": None, "ftp": None, "s3": None,
    "data": None,
}  # fmt: skip
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPPROXY_ENABLED = False
COOKIES_ENABLED = False
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = env.IMAGE_MAX_BYTES
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = env.FETCH_TIMEOUT_SECONDS

# The pace of each host is `crawler.turns`' business; here is only how many connections are kept open.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = env.CRAWL_CONCURRENCY_PER_HOST
DOWNLOAD_DELAY = 0
REACTOR_THREADPOOL_MAXSIZE = 8

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
DOWNLOADER = "crawler.downloading.HaltingDownloader"
SCHEDULER = "crawler.queues.HostQueues"
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
CONCURRENT_ITEMS = 1  # a response gives one item; Scrapy makes this many tasks for each response
WARN_ON_GENERATOR_RETURN_VALUE = False

LOG_ENABLED = False  # Django's logging has the root
LOG_FORMATTER = "crawler.quiet.QuietFormatter"
STATS_DUMP = False
DOWNLOADER_STATS = False
REFERER_ENABLED = False

SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.guard.GuardMiddleware": 100,
    "crawler.middlewares.robots.RobotsMiddleware": 200,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.middlewares.retry.RetryMiddleware": 550,
    "crawler.middlewares.unpacking.UnpackMiddleware": 590,
    "crawler.middlewares.redirect.RedirectMiddleware": 600,
    "crawler.middlewares.cache.CacheMiddleware": 900,
    "crawler.middlewares.pace.PaceMiddleware": 950,  # an answer that is kept costs its host nothing
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "crawler.extensions.lifeline.Lifeline": 0,
    "crawler.extensions.budget.Budget": 0,
    "crawler.extensions.hostbook.HostBook": 0,
}
ITEM_PIPELINES = {
    "crawler.pipelines.pictures.PicturePipeline": 100,
    "crawler.pipelines.ledger.LedgerPipeline": 200,
}

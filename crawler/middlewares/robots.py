"""Obeys robots.txt of every host, as RFC 9309 reads it: missing allows all, an unreachable one forbids all."""

import asyncio
from collections.abc import Callable
from typing import Final

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.component import Component
from crawler.middlewares.retry import PAUSE_MAX_SECONDS, TRIES_MAX, retry_after_seconds
from crawler.refusals import Refused, reason_of
from imagesearch import env

BODY_MAX_BYTES: Final = 500_000
"""What RFC 9309 asks a crawler to read at least, and we at most."""
STATUSES_BUSY: Final = frozenset({429, 500, 502, 503, 504})
PAUSE_SECONDS: Final = 1.0
DELAY_MAX_SECONDS: Final = 30.0
"""A longer Crawl-delay is cut to this."""

Rules = Callable[[str], str]
"""From an address to the reason why it may not be fetched, or nothing."""


class RobotsMiddleware(Component):
    """Fetches each host's robots.txt once, before anything else of that host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def process_request(self, request: Request) -> None:
        """See Scrapy.

        Raises:
            Refused: the site does not want this fetched, or its robots.txt could not be had.
        """
        if request.meta.get("is_robots"):
            return
        parsed = urlparse_cached(request)
        site = f"{parsed.scheme}://{parsed.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._fetch(site))
        rules = await self._rules[site]
        if reason := rules(request.url):
            raise Refused(reason)

    async def _fetch(self, site: str) -> Rules:
        try:
            response = await self._download(f"{site}/robots.txt")
        except Exception as error:  # noqa: BLE001  whatever the downloader raises is the fate of the host's pages too
            reason = reason_of(error)
            return lambda _: reason
        return self._read(response)

    async def _download(self, url: str) -> Response:
        """The answer; a server that is busy is asked again after the pause it wants."""
        meta = {"is_robots": True, "is_direct": True, "download_maxsize": BODY_MAX_BYTES * 4}
        for _ in range(TRIES_MAX - 1):
            response = await self.engine.download_async(Request(url, meta=meta))
            if response.status not in STATUSES_BUSY:
                return response
            pause_seconds = retry_after_seconds(response.headers.get("Retry-After"))
            await asyncio.sleep(PAUSE_SECONDS if pause_seconds is None else min(pause_seconds, PAUSE_MAX_SECONDS))
        return await self.engine.download_async(Request(url, meta=meta))

    def _read(self, response: Response) -> Rules:
        if response.status >= 500 or response.status == 429:
            return lambda _: "robots_disallowed"
        if response.status >= 400 or response.status < 200 or response.status >= 300:
            return lambda _: ""
        parser = Protego.parse(response.body[:BODY_MAX_BYTES].decode("utf-8", "replace"))
        self.hosts.sitemaps.extend(str(url) for url in parser.sitemaps)
        self._slow_down(response, parser.crawl_delay(env.CRAWL_USER_AGENT))
        return lambda url: "" if parser.can_fetch(url, env.CRAWL_USER_AGENT) else "robots_disallowed"

    def _slow_down(self, response: Response, delay_seconds: float | None) -> None:
        slots = self.engine.downloader.slots
        slot = slots.get(urlparse_cached(response).hostname or "")
        if slot and delay_seconds:
            slot.delay = max(slot.delay, min(float(delay_seconds), DELAY_MAX_SECONDS))

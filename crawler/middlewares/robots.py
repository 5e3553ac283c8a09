"""Obeys robots.txt of every host: it is fetched before anything else of that host, once."""

import asyncio
from typing import Final

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.component import Component
from crawler.memory import BoundedMap
from crawler.refusals import Refused, reason_of
from crawler.robots import BODY_MAX_BYTES, Robots, robots_read, robots_unreachable

SITES_REMEMBERED: Final = 2000
"""Rules kept; a site that comes up again after so many others is asked for its rules again."""
RULES_MAX_BYTES: Final = 3_000_000
"""Of all files kept, before they are parsed."""
UNPACKED_MAX_BYTES: Final = 20_000_000
OF_THE_HOST: Final = frozenset({"host_unknown", "connection_failed", "timeout", "blocked"})
"""Failures of a request for robots.txt that say more about the host than about its rules."""


class RobotsMiddleware(Component):
    """Asks each site for its rules, and refuses what they forbid."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sites: BoundedMap[str, asyncio.Task[Robots]] = BoundedMap(SITES_REMEMBERED)
        crawler.signals.connect(self.stop_if_long, signal=signals.bytes_received)

    async def process_request(self, request: Request) -> None:
        """See Scrapy.

        Raises:
            Refused: the site does not want this fetched, or its robots.txt could not be had.
        """
        if request.meta.get("is_robots"):
            return
        parsed = urlparse_cached(request)
        site = f"{parsed.scheme}://{parsed.netloc}"
        rules = self._sites.pop(site, None) or asyncio.ensure_future(self._fetch(site, parsed.netloc))
        self._sites[site] = rules  # to the end: what is asked for is not forgotten
        self._sites.trim()
        robots = await rules
        if not self.hosts.state(parsed.netloc).rule:
            self._tell(robots, parsed.netloc)
        if reason := robots.reason(request.url):
            if reason == "robots_disallowed":
                self.hosts.left_out(parsed.netloc)
            raise Refused(reason)

    def stop_if_long(self, data: bytes, request: Request) -> None:
        """Read no more of a robots.txt than we heed.

        Raises:
            StopDownload: keeps what came so far.
        """
        if request.meta.get("is_robots"):
            read_bytes = request.meta["read_bytes"] = request.meta.get("read_bytes", 0) + len(data)
            if read_bytes > BODY_MAX_BYTES:
                raise StopDownload(fail=False)

    async def _fetch(self, site: str, host: str) -> Robots:
        meta = {"is_robots": True, "is_direct": True, "download_maxsize": UNPACKED_MAX_BYTES}
        try:
            response = await self.engine.download_async(Request(f"{site}/robots.txt", meta=meta))
        except Exception as error:  # noqa: BLE001  whatever the downloader raises is the fate of the host's pages too
            robots = self._unread(error, host)
        else:
            robots = self._read(response, site)
        self._tell(robots, host)
        self._forget_long()
        return robots

    def _tell(self, robots: Robots, host: str) -> None:
        """Again when the host was forgotten in between, so that its wishes hold."""
        self.hosts.ruled(host, robots.rule, status=robots.status, crawl_delay_seconds=robots.crawl_delay_seconds)

    def _forget_long(self) -> None:
        """Many long files would take more memory than many pages."""
        known = {site: rules.result().body_bytes for site, rules in self._sites.items() if rules.done()}
        excess_bytes = sum(known.values()) - RULES_MAX_BYTES
        for site, body_bytes in known.items():
            if excess_bytes <= 0:
                return
            del self._sites[site]
            excess_bytes -= body_bytes

    def _read(self, response: Response, site: str) -> Robots:
        robots = robots_read(response.status, response.body, site)
        self.hosts.sitemaps_add(robots.sitemaps)
        return robots

    def _unread(self, error: Exception, host: str) -> Robots:
        """A redirect to where we must not go is an unreachable robots.txt, not a forbidden host."""
        reason = reason_of(error)
        is_of_host = reason in OF_THE_HOST or self.hosts.refusal(host) == reason
        return robots_unreachable(reason if is_of_host else "robots_unreachable")

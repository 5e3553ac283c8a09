"""Fetches a site's sitemaps, for the pages that no page links to, and for pictures that no page names."""

import logging
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.extract.sitemap import Sitemap, sitemap_read
from crawler.hosts import Hosts
from crawler.refusals import reason_of
from imagesearch.core.urls import url_join

log = logging.getLogger(__name__)

SITEMAPS_MAX: Final = 50
PAGES_MAX: Final = 100_000
PAGES_WITH_IMAGES_MAX: Final = 50_000
FAILURES_MAX: Final = 3
"""Sitemaps that could not be had, each after its time-out, before the rest is let be."""
BODY_MAX_BYTES: Final = 20_000_000


class Sitemaps:
    """The sitemaps that robots.txt names, the one at the usual place, and one that somebody gave as the start address."""

    def __init__(self, hosts: Hosts, download: Callable[[Request], Awaitable[Response]]) -> None:
        self._hosts = hosts
        self._download = download

    async def of_site(self, start_url: str) -> Sitemap:
        """All that the site's sitemaps name, taken together."""
        usual = url_join(start_url, "/sitemap.xml")
        return await self._gathered(Sitemap(sitemaps=(*self._hosts.sitemaps, *([usual] if usual else []))))

    async def of_body(self, body: bytes, url: str) -> Sitemap:
        """All that a sitemap names, itself or by others; nothing of a body that is no sitemap."""
        return await self._gathered(sitemap_read(body, url))

    async def _gathered(self, found: Sitemap) -> Sitemap:
        pages, images = dict.fromkeys(found.pages[:PAGES_MAX]), dict(found.images)
        waiting = list(dict.fromkeys(found.sitemaps))[:SITEMAPS_MAX]
        failures = 0
        for url in waiting:  # grows while it is read: an index names further ones
            told = await self._fetch(url)
            failures += told is None
            if failures > FAILURES_MAX:
                break  # the start page, and with it the crawl, waits for them
            found = told or Sitemap()
            pages |= dict.fromkeys(found.pages[: PAGES_MAX - len(pages)])
            images |= islice(found.images.items(), max(0, PAGES_WITH_IMAGES_MAX - len(images)))
            fresh = [sitemap for sitemap in found.sitemaps if sitemap not in waiting]
            waiting += fresh[: SITEMAPS_MAX - len(waiting)]
        return Sitemap(tuple(pages), images=images)

    async def _fetch(self, url: str) -> Sitemap | None:
        """What a sitemap names; None if it cannot be had: then it names nothing, and the links of the pages remain."""
        try:
            response = await self._download(Request(url, meta={"is_direct": True, "download_maxsize": BODY_MAX_BYTES}))
        except Exception as error:  # noqa: BLE001  whatever a download raises, the site is read without it
            log.info("sitemap_not_read", extra={"url": url, "reason": reason_of(error)})
            return None
        return sitemap_read(response.body, response.url) if response.status == 200 else Sitemap()

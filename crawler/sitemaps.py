"""Fetches a site's sitemaps, for the pages that no page links to."""

from collections.abc import Awaitable, Callable
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.extract.sitemap import Sitemap, sitemap_read
from crawler.hosts import Hosts
from imagesearch.core.urls import url_join

SITEMAPS_MAX: Final = 50
PAGES_MAX: Final = 100_000
BODY_MAX_BYTES: Final = 20_000_000


class Sitemaps:
    """The sitemaps that robots.txt names, the one at the usual place, and one that somebody gave as the start address."""

    def __init__(self, hosts: Hosts, download: Callable[[Request], Awaitable[Response]]) -> None:
        self._hosts = hosts
        self._download = download

    async def pages(self, start_url: str) -> tuple[str, ...]:
        """All pages that the site's sitemaps name, taken together."""
        usual = url_join(start_url, "/sitemap.xml")
        return await self._gathered(Sitemap(sitemaps=(*self._hosts.sitemaps, *([usual] if usual else []))))

    async def pages_of(self, body: bytes, url: str) -> tuple[str, ...]:
        """All pages that a sitemap names, itself or by others; none of a body that is no sitemap."""
        return await self._gathered(sitemap_read(body, url))

    async def _gathered(self, found: Sitemap) -> tuple[str, ...]:
        pages = dict.fromkeys(found.pages[:PAGES_MAX])
        waiting = list(dict.fromkeys(found.sitemaps))[:SITEMAPS_MAX]
        for url in waiting:  # grows while it is read: an index names further ones
            found = await self._fetch(url)
            pages |= dict.fromkeys(found.pages[: PAGES_MAX - len(pages)])
            fresh = [sitemap for sitemap in found.sitemaps if sitemap not in waiting]
            waiting += fresh[: SITEMAPS_MAX - len(waiting)]
        return tuple(pages)

    async def _fetch(self, url: str) -> Sitemap:
        try:
            response = await self._download(Request(url, meta={"is_direct": True, "download_maxsize": BODY_MAX_BYTES}))
        except Exception:  # noqa: BLE001  a sitemap that cannot be had names nothing; the links of the pages remain
            return Sitemap()
        return sitemap_read(response.body, response.url) if response.status == 200 else Sitemap()

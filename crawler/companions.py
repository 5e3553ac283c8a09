"""Fetches what pages name beside themselves, manifests and feeds, each once in a run, for the pictures and pages in them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.extract.feed import feed_read
from crawler.extract.manifest import manifest_images
from crawler.extract.page import PageContent
from crawler.memory import BoundedMap
from crawler.refusals import reason_of
from imagesearch.core.roles import Role
from imagesearch.crawls.found import FoundImage

log = logging.getLogger(__name__)

REMEMBERED: Final = 1000
PER_PAGE_MAX: Final = 5
IN_ALL_MAX: Final = 50
"""Feeds and manifests of one run: a site that has one for each page tells nothing new in them."""
BODY_MAX_BYTES: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """What manifests and feeds tell of."""

    links: tuple[str, ...] = ()
    images: tuple[FoundImage, ...] = ()


class Companions:
    """Those of one crawl process; what they tell belongs to the first page that names them."""

    def __init__(self, download: Callable[[Request], Awaitable[Response]]) -> None:
        self._download = download
        self._known: BoundedMap[str, None] = BoundedMap(REMEMBERED)

    async def read(self, page: PageContent) -> Told:
        """What the manifests and feeds of a page tell that no page before has named."""
        links: dict[str, None] = {}
        images: list[FoundImage] = []
        for url in self._new(page.manifests) if page.directives.may_index else ():
            body = await self._body(url)
            found = manifest_images(body, url)
            images += [FoundImage(at, "manifest", role=Role.ICON, role_rule="linked_as_icon") for at in found]
        for url in self._new(page.feeds):
            feed = feed_read(await self._body(url), url)
            images += [FoundImage(at, "feed") for at in feed.images if page.directives.may_index]
            links.update(dict.fromkeys(feed.pages if page.directives.may_follow else ()))
        return Told(tuple(links), tuple(images))

    def _new(self, urls: tuple[str, ...]) -> list[str]:
        fresh = [url for url in urls[:PER_PAGE_MAX] if url not in self._known][: IN_ALL_MAX - len(self._known)]
        self._known.update(dict.fromkeys(fresh))
        return fresh

    async def _body(self, url: str) -> bytes:
        request = Request(url, meta={"is_direct": True, "download_maxsize": BODY_MAX_BYTES})
        try:
            response = await self._download(request)
        except Exception as error:  # noqa: BLE001  whatever a download raises, the page is read without it
            log.info("companion_not_read", extra={"url": url, "reason": reason_of(error)})
            return b""
        return response.body if response.status == 200 else b""

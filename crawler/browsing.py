"""Decides which pages are read with a browser, and joins what it shows with what the plain HTML says: neither is enough alone."""

import logging
from dataclasses import replace
from typing import Final

from scrapy.http import Response

from crawler.extract.directives import OBEDIENT, Policy
from crawler.extract.endings import has_image_extension
from crawler.extract.page import PageContent, page_read, picture_address
from crawler.render.client import Renderer
from crawler.render.messages import Job, Rendered
from crawler.render.need import browser_need
from crawler.render.worth import Worth
from imagesearch.core.urls import url_host, url_join
from imagesearch.crawls.found import FoundImage
from imagesearch.crawls.options import Render

log = logging.getLogger(__name__)

RENDERED: Final = "rendered"
ASKED_FOR: Final = "always"
"""The sign of every page in a crawl that wants all of them read with a browser."""
ROUTE: Final = "browser"
"""Of a picture that the browser asked for, but no element names."""


class Browsing:
    """The browser's part in one crawl process."""

    def __init__(self, mode: Render, renderer: Renderer, *, pages_max: int, policy: Policy = OBEDIENT) -> None:
        self._policy = policy
        self._mode = mode
        self._renderer = renderer
        self._pages_left = pages_max
        self._worth = Worth()

    async def read(self, response: Response, page: PageContent) -> tuple[PageContent, str]:
        """What a page gives, and a code of `PAGE_REASONS` that says how it was read if not as plain HTML simply.

        Args:
            response: the page as served.
            page: what was read from it.
        """
        sign = self._sign(response, page)
        if not sign:
            return page, ""
        if self._mode == Render.AUTO and self._pages_left <= 0:
            return page, "render_limit"
        self._pages_left -= 1
        rendered = await self._renderer.render(_job(response))
        if rendered.failure:
            log.info("page_not_rendered", extra={"url": response.url, "failure": rendered.failure})
            return page, "no_browser" if rendered.failure == "no_browser" else "render_failed"
        joined = _joined(page, response, rendered, self._policy)
        self._worth.tell(sign, plain=_addresses(page), seen=_addresses(joined))
        return joined, RENDERED

    async def close(self) -> None:
        """End the browser."""
        await self._renderer.close()

    def _sign(self, response: Response, page: PageContent) -> str:
        """Why a page should be read with the browser; empty if it should not."""
        if self._mode != Render.AUTO:
            return ASKED_FOR if self._mode == Render.ALWAYS else ""
        images = sum(image.route in ("img-src", "img-srcset", "data-src", "data-srcset") for image in page.images)
        sign = browser_need(response.body, links=len(page.links), images=images)
        if not sign or not self._worth.is_worth(sign):
            return ""
        log.info("page_needs_browser", extra={"url": response.url, "sign": sign})
        return sign


def _addresses(page: PageContent) -> list[str]:
    return [*page.links, *(image.url for image in page.images)]


def _job(response: Response) -> Job:
    def header(name: str) -> str:
        return b", ".join(response.headers.getlist(name)).decode("latin-1")

    return Job(0, response.url, header("Content-Type"), header("Content-Security-Policy"), response.body)


def _joined(page: PageContent, response: Response, rendered: Rendered, policy: Policy) -> PageContent:
    """The browser's reading first: its words are what a visitor sees."""
    base = rendered.base_url if url_join(rendered.base_url, "") else response.url
    seen = page_read(rendered.html, base, content_type="text/html; charset=utf-8", policy=policy)
    links = (*seen.links, *_joined_links(base, rendered), *page.links)
    images = {(image.url, image.route): image for image in (*page.images, *seen.images)}
    for image in _asked_for(rendered, {url for url, _ in images}):
        images[image.url, image.route] = image
    allowed = page.directives.joined(seen.directives)
    return replace(
        seen,
        title=seen.title or page.title,
        links=tuple(dict.fromkeys(links)) if allowed.may_follow else (),
        images=_judged(tuple(images.values()), allowed.reason),
        sheets=tuple(dict.fromkeys((*seen.sheets, *page.sheets))),
        text=(seen.text or page.text) if allowed.may_read else None,
        directives=allowed,
        manifests=tuple(dict.fromkeys((*seen.manifests, *page.manifests))),
        feeds=tuple(dict.fromkeys((*seen.feeds, *page.feeds))),
    )


def _joined_links(base: str, rendered: Rendered) -> list[str]:
    return [joined for link in rendered.links if (joined := url_join(base, link))]


def _asked_for(rendered: Rendered, known: set[str]) -> list[FoundImage]:
    """Pictures of style sheets that scripts wrote, and the like; a tracker's answer is not worth a request."""
    host = url_host(rendered.base_url) if rendered.base_url.startswith("http") else ""
    addresses = [picture_address(rendered.base_url or "", url) for url in rendered.images]
    return [
        FoundImage(url, ROUTE, position=len(known) + position)
        for position, url in enumerate(addresses)
        if url and url not in known and (has_image_extension(url) or url_host(url) == host)
    ]


def _judged(images: tuple[FoundImage, ...], reason: str) -> tuple[FoundImage, ...]:
    return tuple(replace(image, skip_reason=reason) for image in images) if reason else images

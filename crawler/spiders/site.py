"""The spider: requests what the frontier gives it, and turns every answer into an outcome."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from twisted.python.failure import Failure

from crawler.browsing import RENDERED, Browsing
from crawler.cache import AnswerCache
from crawler.companions import Companions
from crawler.doubles import Doubles
from crawler.extract.directives import Policy, directives
from crawler.extract.header_links import header_elements
from crawler.extract.page import PageContent, page_read
from crawler.extract.sitemap import Sitemap
from crawler.feed import Feed
from crawler.items import FetchedPicture, InlinePicture
from crawler.ledger import Claim, Ledger
from crawler.memory import BoundedMap
from crawler.redirects import REDIRECTS_MAX, redirect_target
from crawler.refusals import reason_of
from crawler.scope import Scope
from crawler.shapes import Brought, Shapes
from crawler.sheets import Sheets
from crawler.sitemaps import Sitemaps
from crawler.turns import Turns
from imagesearch import env
from imagesearch.core.memory import memory_return
from imagesearch.core.urls import url_key
from imagesearch.crawls.found import FoundImage, ImageOutcome, NewPage, PageOutcome
from imagesearch.crawls.states import BUDGETS, ImageStatus, PageStatus
from imagesearch.pictures.sniffing import is_html, is_image, is_svg

log = logging.getLogger(__name__)

Outcome = PageOutcome | ImageOutcome
NOT_OUR_BUSINESS: Final = frozenset(
    {"robots_disallowed", "robots_unreachable", "host_forbidden", "too_large", "time_limit"}
)
"""Reasons for which something is left out on purpose; with all others it has failed."""
HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
NEVER_HTML: Final = (
    "image/",
    "video/",
    "audio/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-tar",
)
HOPS_REMEMBERED: Final = 10_000
LARGE_BODY_BYTES: Final = 500_000
"""Of a page whose tree takes so much memory that it is worth giving back."""


class SiteSpider(Spider):
    """One crawl of one site."""

    name = "site"

    def __init__(
        self, *, ledger: Ledger, feed: Feed, scope: Scope, browsing: Browsing, cache: AnswerCache, turns: Turns,
        policy: Policy, is_list: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.ledger = ledger
        self.feed = feed
        self.scope = scope
        self.browsing = browsing
        self.is_list = is_list
        self.cache = cache
        self.hosts = turns.hosts
        self.turns = turns
        self.policy = policy
        self.end_reason = ""
        self._sheets = Sheets(self._download)
        self._companions = Companions(self._download)
        self._sitemaps = Sitemaps(self.hosts, self._download)
        self._doubles = Doubles()
        self._shapes = Shapes()
        self._hops: BoundedMap[bytes, int] = BoundedMap(HOPS_REMEMBERED)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stop_if_never_html, signal=signals.headers_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """See Scrapy: everything that is to be fetched comes from the frontier through here."""
        while claims := await self.feed.next():
            is_asking = False
            for claim in claims:
                if claim.depth == 0 and claim.is_page:
                    self.scope.host_add(claim.url)  # another process may have seen the start page redirect there
                work = self._request(claim)
                is_asking |= isinstance(work, Request)
                yield work
            # Claiming ahead of the downloader would only lengthen what a crash throws back. Without a request its queue is
            # not looked at, so nobody would say that it is empty.
            if is_asking:
                await self.crawler.signals.wait_for(signals.scheduler_empty)
        self.end_reason = self.end_reason or self.feed.spent_reason() or "finished"

    async def closed(self, reason: str) -> None:  # noqa: ARG002
        """See Scrapy: everything found is written before the process ends."""
        await self.ledger.hosts_write(self.hosts.news())
        await self.ledger.close()
        self.cache.flush()
        await self.browsing.close()
        await self.turns.close()

    def end(self, reason: str) -> None:
        """Fetch no more, for a reason of `CRAWL_REASONS`; what is in flight is finished."""
        if not self.end_reason:
            self.end_reason = reason
            self.turns.is_over = reason in BUDGETS
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    def stop_if_never_html(self, headers: Headers, request: Request) -> None:
        """Spare us the body of a page that its server calls a film or an archive.

        Raises:
            StopDownload: keeps the answer without its body.
        """
        is_page = request.meta.get("is_page") and not request.url.endswith(".gz")  # a packed sitemap
        if is_page and _content_type(headers).startswith(NEVER_HTML):
            raise StopDownload(fail=False)

    async def parse_page(self, response: Response) -> Outcome:
        """Scrapy's callback for pages."""
        claim: Claim = response.meta["claim"]
        try:
            return await self._page(claim, response)
        except Exception:  # a page must not hang the crawl, whatever it does to a parser
            log.exception("page_not_read", extra={"url": claim.url})
            return PageOutcome(claim.id, PageStatus.FAILED, "bad_content", http_status=response.status)
        finally:
            response.meta["hold"].drop()
            if len(response.body) > LARGE_BODY_BYTES:
                memory_return()

    def parse_picture(self, response: Response) -> Outcome | FetchedPicture:
        """Scrapy's callback for pictures; one that is to be decoded goes on with its hold."""
        outcome = self._picture(response)
        if not isinstance(outcome, FetchedPicture):
            response.meta["hold"].drop()
        return outcome

    def _picture(self, response: Response) -> Outcome | FetchedPicture:
        claim: Claim = response.meta["claim"]
        if not 200 <= response.status < 300:
            return ImageOutcome(claim.id, ImageStatus.FAILED, "http_status", http_status=response.status)
        if reason := directives(_robots_headers(response), self.policy).reason:
            return ImageOutcome(claim.id, ImageStatus.SKIPPED, reason, http_status=response.status)
        if known := response.meta.get("known"):
            return replace(known, image_id=claim.id)  # type: ignore[no-any-return]
        if _is_page(_content_type(response.headers), response.body):
            is_page = self.scope.judge(claim.url, 0) == ""
            return ImageOutcome(
                claim.id, ImageStatus.SKIPPED, "not_an_image", http_status=response.status, is_page=is_page
            )
        return FetchedPicture(
            claim.id, response.status, response.body, response.meta.get("answer"), response.meta["hold"]
        )

    def failed(self, failure: Failure) -> Outcome:
        """Scrapy's errback for both."""
        claim: Claim = failure.request.meta["claim"]  # type: ignore[attr-defined]
        reason = reason_of(failure.value)  # type: ignore[arg-type]
        is_left_out = reason in NOT_OUR_BUSINESS
        if claim.is_page:
            return PageOutcome(claim.id, PageStatus.SKIPPED if is_left_out else PageStatus.FAILED, reason)
        return ImageOutcome(claim.id, ImageStatus.SKIPPED if is_left_out else ImageStatus.FAILED, reason)

    async def _download(self, request: Request) -> Response:
        return await self.crawler.engine.download_async(request)

    def _request(self, claim: Claim) -> Request | Outcome | InlinePicture:
        if not claim.is_page and claim.url.startswith("data:"):
            return InlinePicture(claim.id, claim.url)
        if claim.is_page and claim.depth and self._doubles.is_barren(claim.url):
            return PageOutcome(claim.id, PageStatus.SKIPPED, "same_content")
        if claim.is_page and claim.depth and self._shapes.is_exhausted(claim.url):
            return PageOutcome(claim.id, PageStatus.SKIPPED, "nothing_new")
        max_bytes = env.PAGE_MAX_BYTES if claim.is_page else env.IMAGE_MAX_BYTES
        return Request(
            claim.url,
            callback=self.parse_page if claim.is_page else self.parse_picture,
            errback=self.failed,
            meta={
                "claim": claim,
                "is_page": claim.is_page,
                "is_static": not claim.is_page,
                "download_maxsize": max_bytes,
            },
        )

    async def _page(self, claim: Claim, response: Response) -> PageOutcome:
        outcome = PageOutcome(
            claim.id,
            PageStatus.DONE,
            http_status=response.status,
            body_bytes=len(response.body),
            elapsed_ms=round(response.meta.get("download_latency", 0) * 1000),
        )
        if 300 <= response.status < 400:
            return self._redirected(claim, response, outcome)
        if not 200 <= response.status < 300:
            return replace(outcome, status=PageStatus.FAILED, reason="http_status")
        content_type = _content_type(response.headers)
        if not _is_page(content_type, response.body):
            listed = await self._listed(claim, response)
            if listed.pages:
                return replace(outcome, reason="sitemap", links=tuple(self._links((), claim.depth + 1, listed)))
            return _not_a_page(claim, content_type, response.body, outcome)
        return await self._read(claim, response, outcome)

    async def _read(self, claim: Claim, response: Response, outcome: PageOutcome) -> PageOutcome:
        header = (response.headers.get("Content-Type") or b"").decode("latin-1")
        robots_headers = _robots_headers(response)
        page = page_read(
            response.body,
            claim.url,
            content_type=header,
            robots_headers=robots_headers,
            policy=self.policy,
            head=header_elements(_header(response, "Link"), _header(response, "Refresh")),
        )
        page, how = await self.browsing.read(response, page)
        if how in ("", RENDERED) and self._doubles.is_one_more(claim.url, page.content_key):
            return replace(outcome, status=PageStatus.SKIPPED, reason="same_content", title=page.title)
        self._shapes.read(_brought(claim.url, page))
        listed = await self._sitemaps.of_site(claim.url) if claim.depth == 0 and not self.is_list else Sitemap()
        styled = await self._sheets.images(page.sheets) if page.directives.may_index else []
        told = await self._companions.read(page)
        return replace(
            outcome,
            reason=page.directives.reason or how,
            title=page.title,
            links=tuple(self._links((*page.links, *told.links), claim.depth + 1, listed)),
            images=(*page.images, *styled, *told.images, *_told(claim, listed, page)),
            text=page.text,
        )

    async def _listed(self, claim: Claim, response: Response) -> Sitemap:
        """What a sitemap names that is the start page."""
        if claim.depth or self.is_list or is_image(response.body):
            return Sitemap()
        return await self._sitemaps.of_body(response.body, response.url)

    def _links(self, urls: tuple[str, ...], depth: int, listed: Sitemap) -> list[NewPage]:
        judged = ((url, self.scope.judge(url, depth)) for url in (*urls, *listed.pages))
        images = listed.images
        return [
            NewPage(url, depth, reason or self._shape_reason(url), images.get(url, ()))
            for url, reason in judged
            if reason is not None
        ]

    def _shape_reason(self, url: str) -> str:
        return "nothing_new" if self._shapes.is_exhausted(url) else ""

    def _redirected(self, claim: Claim, response: Response, outcome: PageOutcome) -> PageOutcome:
        """The target is a page of its own, of the same depth: fetched once, however many pages redirect to it."""
        target = redirect_target(response)
        if target is None:
            return replace(outcome, status=PageStatus.FAILED, reason="http_status")
        hops = self._hops.pop(url_key(claim.url), 0) + 1
        if hops > REDIRECTS_MAX or url_key(target) == url_key(claim.url):
            return replace(outcome, status=PageStatus.FAILED, reason="redirect_loop")
        self._hops[url_key(target)] = hops
        self._hops.trim()
        if claim.depth == 0:
            self.scope.host_add(target)
        is_wanted = self.is_list and claim.depth == 0  # whoever names a page names where it has moved to
        reason = "" if is_wanted else self.scope.judge(target, claim.depth)
        if reason is None:
            return replace(outcome, status=PageStatus.SKIPPED, reason="redirect_out_of_scope")
        return replace(
            outcome, status=PageStatus.SKIPPED, reason="redirected", links=(NewPage(target, claim.depth, reason),)
        )


def _brought(url: str, page: PageContent) -> Brought:
    pictures = (image.url for image in page.images if not image.skip_reason)
    return Brought(url, page.text.text if page.text else "", pictures, page.links)


def _told(claim: Claim, listed: Sitemap, page: PageContent) -> list[FoundImage]:
    """Pictures that a sitemap names for a page, which is asked about them as about those that it names itself."""
    urls = dict.fromkeys((*claim.told_images, *listed.images.get(claim.url, ())))
    context, reason = page.title, page.directives.reason
    return [FoundImage(url, "sitemap", context=context, skip_reason=reason) for url in urls]


def _is_page(content_type: str, body: bytes) -> bool:
    """By content: a type of HTML counts unless the bytes are a picture, and no or a vague type if they begin like a page."""
    if is_image(body):
        return False
    return content_type in HTML_TYPES or (not content_type.startswith(NEVER_HTML) and is_html(body))


def _not_a_page(claim: Claim, content_type: str, body: bytes, outcome: PageOutcome) -> PageOutcome:
    if content_type.startswith("image/") or is_image(body) or is_svg(body):
        picture = FoundImage(claim.url, "page")
        return replace(outcome, status=PageStatus.SKIPPED, reason="image", images=(picture,))
    return replace(outcome, status=PageStatus.SKIPPED, reason="not_html")


def _content_type(headers: Headers) -> str:
    return (headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()


def _robots_headers(response: Response) -> list[str]:
    return _header(response, "X-Robots-Tag")


def _header(response: Response, name: str) -> list[str]:
    return [value.decode("latin-1") for value in response.headers.getlist(name)]

"""Decides what a page may ask for while it is read: itself once, scripts and data through the proxy, and no pictures."""

import base64
from typing import Any, Final

from playwright.async_api import CDPSession, Error

from crawler.render.messages import Job
from imagesearch.core.urls import url_key

PATTERNS: Final = tuple({"urlPattern": "*", "resourceType": kind} for kind in ("Document", "Image", "Media", "Font"))
"""What is stopped on its way; everything else never leaves Chromium's own path, its cache included."""
NOBODY: Final = Job(0, "", "", "", b"")
IMAGES_MAX: Final = 5_000
LINKS_MAX: Final = 100
URL_MAX_CHARACTERS: Final = 4096
_PIXEL: Final = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_PIXEL_HEADERS: Final = [
    {"name": "Content-Type", "value": "image/gif"},
    {"name": "Access-Control-Allow-Origin", "value": "*"},
]


class PageRequests:
    """The requests of a tab's page; remembers the pictures it asked for and where its scripts wanted to go."""

    def __init__(self, session: CDPSession) -> None:
        self.images: dict[str, None] = {}
        self.links: dict[str, None] = {}
        self._session = session
        self._job = NOBODY
        self.main_frame = ""
        """Its identifier, once the page has come."""

    def begin(self, job: Job) -> None:
        """A page is about to be opened."""
        self.images, self.links = {}, {}
        self._job = job
        self.main_frame = ""

    async def watch(self) -> None:
        """Decide from now on, for every page of the tab."""
        self._session.on("Fetch.requestPaused", self._decide)
        await self._session.send("Fetch.enable", {"patterns": [*PATTERNS]})

    async def _decide(self, event: dict[str, Any]) -> None:
        method, more = self._answer(event)
        try:
            await self._session.send(method, {"requestId": event["requestId"], **more})
        except Error:
            return  # the page went away with its requests

    def _answer(self, event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        url = event["request"]["url"]
        if event["resourceType"] == "Image":
            return self._image(url)
        if event["resourceType"] == "Document":
            return self._document(url, event["frameId"])
        return "Fetch.failRequest", {"errorReason": "BlockedByClient"}

    def _image(self, url: str) -> tuple[str, dict[str, Any]]:
        """A pixel instead: it loads, so that what waits for a picture to load goes on; Scrapy fetches the real one."""
        is_address = url.startswith(("http:", "https:")) and len(url) <= URL_MAX_CHARACTERS
        if is_address and self.main_frame and len(self.images) < IMAGES_MAX:
            self.images.setdefault(url)
        return "Fetch.fulfillRequest", {"responseCode": 200, "responseHeaders": _PIXEL_HEADERS, "body": _PIXEL}

    def _document(self, url: str, frame: str) -> tuple[str, dict[str, Any]]:
        """The page itself, from the bytes that we have; wherever its scripts want to go next is only noted down.

        Until then the tab's last page is still there, and may want to go somewhere too.
        """
        if not self.main_frame and _is_same(url, self._job.url):
            self.main_frame = frame
            return "Fetch.fulfillRequest", self._page()
        if frame == self.main_frame and url != self._job.url and len(self.links) < LINKS_MAX:
            self.links.setdefault(url[:URL_MAX_CHARACTERS])
        return "Fetch.failRequest", {"errorReason": "Aborted"}

    def _page(self) -> dict[str, Any]:
        named = {"Content-Type": self._job.content_type or "text/html", "Content-Security-Policy": self._job.policy}
        headers = [{"name": name, "value": value} for name, value in named.items() if value]
        return {"responseCode": 200, "responseHeaders": headers, "body": base64.b64encode(self._job.body).decode()}


def _is_same(url: str, other: str) -> bool:
    """Whatever the scheme: a browser knows of hosts that want https only."""
    return url_key(url.partition(":")[2]) == url_key(other.partition(":")[2])

"""Fetches the style sheets of pages, each once in a run, for the pictures they name."""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from scrapy import Request
from scrapy.http import Response
from w3lib.encoding import html_to_unicode, resolve_encoding

from crawler.extract.page import picture_address
from crawler.extract.styles import sheet_references
from crawler.memory import BoundedMap
from imagesearch.core.roles import Role
from imagesearch.core.urls import url_join
from imagesearch.crawls.found import FoundImage

_CHARSET_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSET_RULE: Final = re.compile(r'@charset "([\w.:-]+)";')
SHEETS_REMEMBERED: Final = 5000
SHEETS_PER_PAGE_MAX: Final = 30
IMPORTS_DEEP_MAX: Final = 3
SHEET_MAX_BYTES: Final = 3_000_000


class Sheets:
    """The sheets of one crawl process; their pictures belong to the first page that uses them."""

    def __init__(self, download: Callable[[Request], Awaitable[Response]]) -> None:
        self._download = download
        self._known: BoundedMap[str, None] = BoundedMap(SHEETS_REMEMBERED)

    async def images(self, urls: tuple[str, ...], nesting: int = 0) -> list[FoundImage]:
        """Pictures of those sheets, and of what they import, that no page before has named."""
        found: list[FoundImage] = []
        for url in urls[:SHEETS_PER_PAGE_MAX]:
            if url in self._known:
                continue
            self._known[url] = None
            found += await self._images_of(url, nesting)
        self._known.trim()
        return found

    async def _images_of(self, url: str, nesting: int) -> list[FoundImage]:
        response = await self._fetch(url)
        if response is None or response.status != 200:
            return []
        pictures, imports = sheet_references(_text(response))
        joined = (picture_address(response.url, reference) for reference in dict.fromkeys(pictures))
        found = [
            FoundImage(address, "css", role=Role.DECORATION, role_rule="style_sheet") for address in joined if address
        ]
        if nesting < IMPORTS_DEEP_MAX:
            sheets = tuple(sheet for reference in imports if (sheet := url_join(response.url, reference)))
            found += await self.images(sheets, nesting + 1)
        return found

    async def _fetch(self, url: str) -> Response | None:
        request = Request(url, meta={"is_direct": True, "is_static": True, "download_maxsize": SHEET_MAX_BYTES})
        try:
            return await self._download(request)
        except Exception:  # noqa: BLE001  a sheet that cannot be had has no pictures; the page is read without it
            return None


def _text(response: Response) -> str:
    """By the byte order mark, the header or `@charset`, as the CSS standard says; else UTF-8."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    said = _CHARSET_HEADER.search(kind) or _CHARSET_RULE.match(response.body[:100].decode("latin-1"))
    encoding = resolve_encoding(said.group(1)) if said else None
    return html_to_unicode("", response.body, default_encoding=encoding or "utf-8")[1]

"""Fetches the style sheets of pages, each once in a run, for the pictures they name."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Final

from scrapy import Request
from scrapy.http import Response
from w3lib.encoding import html_to_unicode, resolve_encoding

from crawler.extract.page import picture_address
from crawler.extract.styles import sheet_references
from crawler.memory import BoundedMap
from crawler.refusals import reason_of
from imagesearch.core.roles import Role
from imagesearch.core.urls import url_join, url_key
from imagesearch.crawls.found import FoundImage

log = logging.getLogger(__name__)

_CHARSET_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSET_RULE: Final = re.compile(r'@charset "([\w.:-]+)";')
SHEETS_REMEMBERED: Final = 5000
SHEETS_PER_PAGE_MAX: Final = 30
"""Imported ones included."""
IMPORTS_DEEP_MAX: Final = 3
FAILURES_MAX: Final = 3
"""Sheets of one page that could not be had, each after its time-out, before the page is read without the rest."""
PICTURES_PER_PAGE_MAX: Final = 5000
SHEET_MAX_BYTES: Final = 3_000_000


class Sheets:
    """The sheets of one crawl process; their pictures belong to the first page that uses them."""

    def __init__(self, download: Callable[[Request], Awaitable[Response]]) -> None:
        self._download = download
        self._known: BoundedMap[bytes, None] = BoundedMap(SHEETS_REMEMBERED)

    async def images(self, urls: tuple[str, ...]) -> list[FoundImage]:
        """Pictures of those sheets, and of what they import, that no page before has named."""
        found: dict[str, None] = {}
        waiting = [(url, 0) for url in urls]
        fetched = failures = 0
        for url, nesting in waiting:  # grows while it is read: a sheet imports others
            if url_key(url) in self._known or fetched == SHEETS_PER_PAGE_MAX or failures > FAILURES_MAX:
                continue
            self._known[url_key(url)] = None
            fetched += 1
            sheet = await self._fetch(url)
            if sheet is None:
                failures += 1
                continue
            pictures, imports = sheet
            found.update(dict.fromkeys(pictures[: PICTURES_PER_PAGE_MAX - len(found)]))
            waiting += [(further, nesting + 1) for further in imports if nesting < IMPORTS_DEEP_MAX][
                :SHEETS_PER_PAGE_MAX
            ]
        self._known.trim()
        return [FoundImage(url, "css", role=Role.DECORATION, role_rule="style_sheet") for url in found]

    async def _fetch(self, url: str) -> tuple[list[str], list[str]] | None:
        """The pictures and imports of a sheet; None if it cannot be had: it has no pictures, the page is read without it."""
        request = Request(url, meta={"is_direct": True, "is_static": True, "download_maxsize": SHEET_MAX_BYTES})
        try:
            response = await self._download(request)
        except Exception as error:  # noqa: BLE001  whatever a download raises
            log.info("sheet_not_read", extra={"url": url, "reason": reason_of(error)})
            return None
        if response.status != 200:
            return [], []
        pictures, imports = sheet_references(_text(response))
        joined = (picture_address(response.url, reference) for reference in dict.fromkeys(pictures))
        sheets = (url_join(response.url, reference) for reference in imports)
        return [address for address in joined if address], [sheet for sheet in sheets if sheet]


def _text(response: Response) -> str:
    """By the byte order mark, the header or `@charset`, as the CSS standard says; else UTF-8."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    said = _CHARSET_HEADER.search(kind) or _CHARSET_RULE.match(response.body[:100].decode("latin-1"))
    encoding = resolve_encoding(said.group(1)) if said else None
    return html_to_unicode("", response.body, default_encoding=encoding or "utf-8")[1]

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
CHARACTERS_PER_PAGE_MAX: Final = 4_000_000
"""Of all sheets of a page together: tokenizing costs about half a second a megabyte."""
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
        left = CHARACTERS_PER_PAGE_MAX
        for url, nesting in waiting:  # grows while it is read: a sheet imports others
            if url_key(url) in self._known:
                continue
            if fetched == SHEETS_PER_PAGE_MAX or failures > FAILURES_MAX or left <= 0:
                break
            self._known[url_key(url)] = None
            fetched += 1
            response = await self._fetch(url)
            if response is None:
                failures += 1
                continue
            text = _text(response)[:left]
            left -= len(text)
            pictures, imports = _references(text, response.url)
            found.update(dict.fromkeys(pictures[: PICTURES_PER_PAGE_MAX - len(found)]))
            waiting += [(further, nesting + 1) for further in imports if nesting < IMPORTS_DEEP_MAX][
                :SHEETS_PER_PAGE_MAX
            ]
        self._known.trim()
        return [FoundImage(url, "css", role=Role.DECORATION, role_rule="style_sheet") for url in found]

    async def _fetch(self, url: str) -> Response | None:
        """The answer for a sheet; None if it cannot be had: then it has no pictures, the page is read without it."""
        request = Request(url, meta={"is_direct": True, "is_static": True, "download_maxsize": SHEET_MAX_BYTES})
        try:
            return await self._download(request)
        except Exception as error:  # noqa: BLE001  whatever a download raises
            log.info("sheet_not_read", extra={"url": url, "reason": reason_of(error)})
            return None


def _references(text: str, url: str) -> tuple[list[str], list[str]]:
    """Absolute addresses of the pictures and the imports of a sheet."""
    pictures, imports = sheet_references(text)
    joined = (picture_address(url, reference) for reference in dict.fromkeys(pictures))
    sheets = (url_join(url, reference) for reference in imports)
    return [address for address in joined if address], [sheet for sheet in sheets if sheet]


def _text(response: Response) -> str:
    """Nothing of an error; else by the byte order mark, the header or `@charset`, as the CSS standard says; else UTF-8."""
    if response.status != 200:
        return ""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    said = _CHARSET_HEADER.search(kind) or _CHARSET_RULE.match(response.body[:100].decode("latin-1"))
    encoding = resolve_encoding(said.group(1)) if said else None
    return html_to_unicode("", response.body, default_encoding=encoding or "utf-8")[1]

"""Which links belong to a crawl: its hosts, its patterns, its depth, and no endless mazes."""

import re
from collections import Counter
from collections.abc import Iterable
from fnmatch import translate
from typing import Final

from crawler.memory import BoundedMap
from imagesearch.core.urls import url_host

OUT_OF_SCOPE: Final = None
"""Not a page of this crawl: not recorded at all."""
PATH_SEGMENTS_MAX: Final = 25
SEGMENT_REPEATS_MAX: Final = 3
"""More of the same segment in one path is a relative link that feeds on itself."""
URL_MAX_CHARACTERS: Final = 2000
SIBLINGS_MAX: Final = 1000
"""Addresses that differ only in their query, of one path: calendars, filters, sessions."""
PATHS_REMEMBERED: Final = 50_000
ADDRESSES_REMEMBERED: Final = 100_000


class Scope:
    """Judges links of one crawl; remembers how many variants of a path were let in, each counted once however often it is linked."""

    def __init__(
        self, hosts: Iterable[str], *, depth_max: int, pages_max: int, include: Iterable[str], exclude: Iterable[str]
    ) -> None:
        self._hosts = {twin for host in hosts for twin in _twins(host)}
        self._depth_max = depth_max
        self._siblings_max = max(20, min(SIBLINGS_MAX, pages_max // 5))
        self._include = [re.compile(translate(pattern)) for pattern in include]
        self._exclude = [re.compile(translate(pattern)) for pattern in exclude]
        self._siblings: BoundedMap[int, int] = BoundedMap(PATHS_REMEMBERED)
        self._counted: BoundedMap[int, None] = BoundedMap(ADDRESSES_REMEMBERED)

    def host_add(self, url: str) -> None:
        """The start page redirected there: that host is the site. A scope without a host follows nothing and stays so."""
        if not self._hosts:
            return
        self._hosts.update(_twins(url_host(url)))

    def judge(self, url: str, depth: int) -> str | None:
        """Empty for a page to visit, a code of `PAGE_REASONS` for one to be left out, None for one of another site."""
        if url.split("/", 3)[2] not in self._hosts:  # canonical: the host stands there as it is compared
            return OUT_OF_SCOPE
        if any(pattern.match(url) for pattern in self._exclude):
            return "excluded"
        if self._include and not any(pattern.match(url) for pattern in self._include):
            return OUT_OF_SCOPE
        if depth > self._depth_max:
            return "depth_limit"
        return "trap" if self._is_trap(url) else ""

    def _is_trap(self, url: str) -> bool:
        path, question, _ = url.partition("?")
        segments = path.split("/")[3:]
        repeats = max(Counter(filter(None, segments)).values(), default=0)
        if len(url) > URL_MAX_CHARACTERS or len(segments) > PATH_SEGMENTS_MAX or repeats > SEGMENT_REPEATS_MAX:
            return True
        if not question:
            return False
        key = hash(path)  # addresses are as long as a site wants them
        if hash(url) in self._counted:
            return self._siblings.get(key, 0) > self._siblings_max
        self._counted[hash(url)] = None
        self._counted.trim()
        siblings = self._siblings.pop(key, 0) + 1
        self._siblings[key] = siblings  # to the end: what grows is not forgotten
        self._siblings.trim()
        return siblings > self._siblings_max


def _twins(host: str) -> tuple[str, str]:
    """A host with and without www., which is one site to everybody."""
    bare = host.removeprefix("www.")
    return bare, f"www.{bare}"

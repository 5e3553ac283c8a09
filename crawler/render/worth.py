"""Learns in the course of a crawl which signs of a need for a browser are worth its time on this site."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from crawler.memory import BoundedMap
from imagesearch.core.urls import url_key

FRUITLESS_MAX: Final = 12
"""Pages in a row for which the browser showed nothing new, before their sign is believed no more."""
PROBE_EVERY: Final = 20
"""Of the pages with such a sign, one in this many is still read with the browser: the site may have other corners."""
SHOWN_REMEMBERED: Final = 50_000
"""Addresses that browsers showed; a menu that scripts write into every page is news once."""


@dataclass(slots=True)
class _Record:
    fruitless_in_a_row: int = 0
    passed_over: int = 0


@dataclass(slots=True)
class Worth:
    """What reading with a browser has brought so far, by the sign that asked for it."""

    _records: defaultdict[str, _Record] = field(default_factory=lambda: defaultdict(_Record))
    _shown: BoundedMap[bytes, None] = field(default_factory=lambda: BoundedMap(SHOWN_REMEMBERED))

    def is_worth(self, sign: str) -> bool:
        """Whether the next page with this sign should be read with a browser."""
        record = self._records[sign]
        if record.fruitless_in_a_row < FRUITLESS_MAX:
            return True
        record.passed_over += 1
        return record.passed_over % PROBE_EVERY == 0

    def tell(self, sign: str, *, plain: Iterable[str], seen: Iterable[str]) -> None:
        """Note what came of a page: the addresses that its plain HTML named, and all that were seen in the end."""
        known = set(plain)
        news = [key for key in (url_key(url) for url in seen if url not in known) if key not in self._shown]
        self._shown.update(dict.fromkeys(news))
        self._shown.trim()
        record = self._records[sign]
        record.fruitless_in_a_row = 0 if news else record.fruitless_in_a_row + 1

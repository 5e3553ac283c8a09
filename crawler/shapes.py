"""Notices places where addresses never end and bring nothing: calendars, counters, mazes whose every page says the same in other numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from crawler.memory import BoundedMap
from imagesearch import env

SHAPES_REMEMBERED: Final = 20_000
NEWS_REMEMBERED: Final = 100_000
FAMILY_SHARE: Final = 2
"""So many times as long a row of pages of one path, with whatever keys, ends it."""
REPEATED_MIN: Final = 2
"""Marks of something counted, below which no part of a path can repeat itself."""
WORDS_MAX_CHARACTERS: Final = 20_000
_TOKEN: Final = re.compile(r"(?=[a-z_.~-]*\d)[0-9a-z_~-]{8,}|\d+", re.IGNORECASE)
"""A number, or something long with a digit in it: an id, a date, a session."""
_DIGIT: Final = re.compile(r"\d")
_REPEATED: Final = re.compile(r"(/[^/]*#[^/]*)(?:\1)+")
_NUMBERED: Final = re.compile(r"\S*\d\S*")


def shape_of(url: str) -> str:
    """An address without what is counted in it: numbers, ids and dates of its path, values of its query; the order of keys is one."""
    _, _, host, rest = url.split("/", 3)
    path, question, query = rest.partition("?")
    keys = "&".join(sorted({part.partition("=")[0] for part in query.split("&")})) if question else ""
    return f"{host}/{_folded(path)}?{keys}"


def _folded(path: str) -> str:
    """A path, which begins after its first slash, without what is counted in it; nothing counted reaches over a slash."""
    if _DIGIT.search(path):  # most addresses have no digit, most parts of the others neither
        path = "/".join([_TOKEN.sub("#", part) if _DIGIT.search(part) else part for part in path.split("/")])
    return path if path.count("#") < REPEATED_MIN else _REPEATED.sub(r"\1", "/" + path)[1:]


def _family_of(shape: str) -> str:
    """The shape of a path, whatever keys its query has."""
    return shape.partition("?")[0] + "?*"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a page that was read gave."""

    url: str
    words: str
    pictures: Iterable[str]
    links: Iterable[str]


class Shapes:
    """What a crawl process has read, by the shape of its addresses."""

    def __init__(self, barren_max: int = env.CRAWL_BARREN_PAGES_MAX) -> None:
        """Remember nothing yet.

        Args:
            barren_max: pages of one shape in a row that bring nothing, before others of it are left out; 0: never.
        """
        self._barren_max = barren_max
        self._barren: BoundedMap[str, int] = BoundedMap(SHAPES_REMEMBERED)
        self._news: BoundedMap[bytes, bool] = BoundedMap(NEWS_REMEMBERED)
        self._exhausted: set[str] = set()

    def read(self, page: Brought) -> None:
        """Count a page."""
        shape = shape_of(page.url)
        family = _family_of(shape)
        if not self._barren_max or ("#" not in shape and shape.endswith("?")):
            return  # an address like no other
        has_news = self._has_news(page, family)
        leads_to = set() if has_news else self._leads_to(page.links)
        self._count(shape, self._barren_max, brings=has_news or bool(leads_to - {shape}))
        # Sets of keys may be as many as a site likes: what their path brings is counted as well.
        leads_away = any(_family_of(other) != family for other in leads_to)
        self._count(family, FAMILY_SHARE * self._barren_max, brings=has_news or leads_away)

    def is_exhausted(self, url: str) -> bool:
        """Whether addresses of this shape have brought nothing for long."""
        if not self._exhausted:
            return False
        shape = shape_of(url)
        return shape in self._exhausted or ("?" in url and _family_of(shape) in self._exhausted)

    def _count(self, place: str, barren_max: int, *, brings: bool) -> None:
        streak = 0 if brings else self._barren.pop(place, 0) + 1
        self._barren[place] = streak
        self._barren.trim()
        if streak >= barren_max and len(self._exhausted) < SHAPES_REMEMBERED:
            self._exhausted.add(place)

    def _has_news(self, page: Brought, family: str) -> bool:
        """A picture that no page before had, or words, numbers apart; a page without words is not judged."""
        pictures = [self._is_new(picture) for picture in page.pictures]
        words = _NUMBERED.sub("", page.words[:WORDS_MAX_CHARACTERS])
        return not words or self._is_new(f"{family} {words}") or any(pictures)

    def _leads_to(self, links: Iterable[str]) -> set[str]:
        """Shapes of addresses that no page before has named, and that may bring something."""
        shapes = {shape_of(link) for link in links if self._is_new(link)}
        return {shape for shape in shapes if shape not in self._exhausted and _family_of(shape) not in self._exhausted}

    def _is_new(self, text: str) -> bool:
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        is_new = self._news.pop(key, True)
        self._news[key] = False
        if is_new:
            self._news.trim()
        return is_new

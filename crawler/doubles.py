"""Notices pages that say the same under ever new addresses: soft 404s, session ids, mazes that generate themselves."""

from dataclasses import dataclass
from typing import Final

from crawler.memory import BoundedMap, KeyTable

SAME_MAX: Final = 5
"""Addresses with one content that are read as any other: print views, sort orders, an index under three names."""
BARREN_AFTER: Final = 20
"""Doubles in one place before what else lies there is not fetched any more, …"""
BARREN_SHARE: Final = 4
"""… if it has at least this many for each page with something of its own."""
CONTENTS_REMEMBERED: Final = 50_000
PLACES_REMEMBERED: Final = 20_000


@dataclass(slots=True)
class Place:
    """A folder of addresses, or the variants of one path that differ in their query."""

    own: int = 0
    doubles: int = 0

    @property
    def is_barren(self) -> bool:
        """Whether nothing new is to be expected there."""
        return self.doubles >= BARREN_AFTER and self.doubles >= BARREN_SHARE * self.own


class Doubles:
    """What a crawl process has read, by content and by place."""

    def __init__(self) -> None:
        self._contents = KeyTable(CONTENTS_REMEMBERED)
        self._places: BoundedMap[str, Place] = BoundedMap(PLACES_REMEMBERED)

    def is_one_more(self, url: str, content_key: bytes) -> bool:
        """Count a page that was read; whether its content has been read under enough addresses before."""
        if not content_key:
            return False
        seen = (self._contents.get(content_key) or 0) + 1
        self._contents[content_key] = seen
        place = self._places.setdefault(_place_of(url), Place())
        self._places.trim()
        if seen > SAME_MAX:
            place.doubles += 1
        else:
            place.own += 1
        return seen > SAME_MAX

    def is_barren(self, url: str) -> bool:
        """Whether an address lies where only doubles come from."""
        place = self._places.get(_place_of(url))
        return place is not None and place.is_barren


def _place_of(url: str) -> str:
    path, question, _ = url.partition("?")
    return path + question if question else path.rpartition("/")[0]

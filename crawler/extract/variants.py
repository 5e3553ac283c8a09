"""Decides which of the alternatives for one picture stands for it: of a `srcset`, and of the formats of a `picture`."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

WIDTH_SENSIBLE_MAX_PX: Final = 2560
"""Larger candidates cost transfer and memory, and show nothing more to a search or on a screen."""


@dataclass(frozen=True, slots=True)
class Variant:
    """An address that another one stands for; the lower its rank, the sooner it takes over should that one fail."""

    of: str
    rank: int


class Alternatives:
    """Collects the alternatives of a page's pictures while it is read."""

    def __init__(self) -> None:
        self._groups: dict[Hashable, dict[str, tuple[bool, bool, float, bool]]] = {}
        self._alone: set[str] = set()

    def add_alone(self, url: str) -> None:
        """A reference without alternatives: the address is wanted, whatever else names it."""
        self._alone.add(url)

    def add(self, picture: Hashable, url: str, *, width_px: float, is_readable: bool, is_fallback: bool) -> None:
        """One alternative.

        Args:
            picture: equal for alternatives of the same picture.
            url: its absolute address.
            width_px: what the page says; 0 for nothing.
            is_readable: whether it is of a format that is decoded here.
            is_fallback: whether it is the `img` itself, which every client can show: it wins between equal widths.
        """
        is_oversized = width_px > WIDTH_SENSIBLE_MAX_PX
        cost = (not is_readable, is_oversized, width_px if is_oversized else -width_px, not is_fallback)
        group = self._groups.setdefault(picture, {})
        group[url] = min(group.get(url, cost), cost)

    def variants(self) -> dict[str, Variant]:
        """Every address that is nowhere on the page the best, with the one that stands for it."""
        ranked = [sorted(group, key=group.__getitem__) for group in self._groups.values()]
        wanted = self._alone | {urls[0] for urls in ranked}
        found: dict[str, Variant] = {}
        for urls in ranked:
            for rank, url in enumerate(urls):
                if url not in wanted:
                    found.setdefault(url, Variant(urls[0], rank))
        return found

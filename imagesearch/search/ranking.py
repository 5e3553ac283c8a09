"""From scored findings to the list that people see: cut off, folded, ordered, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from imagesearch.search.folding import looks_fold
from imagesearch.search.fusion import CLOSEST_COUNT, STRONG_FROM, WEAK_FROM, log_odds
from imagesearch.search.results import SCORE_DIGITS, Hit, MatchParts
from imagesearch.search.retrieval import Found

FORMAT_PREFERENCE: Final = {"JPEG": 0, "PNG": 1, "WEBP": 2, "SVG": 4}
"""Between pictures that match equally well; other formats come before drawings."""
OTHER_FORMATS: Final = 3
TIE_DIGITS: Final = 2
"""Scores match equally well if their odds do, to one in a hundred."""
FACETS: Final = ("format", "size", "aspect", "color", "role", "host", "section", "page", "has_alt", "duplicate")
FACET_VALUES_MAX: Final = 30
SORTS: Final = ("relevance", "newest", "oldest", "largest", "smallest", "page")


@dataclass(frozen=True, slots=True)
class Scored:
    """A finding of one crawl with its score."""

    crawl_id: str
    score: float
    found: Found
    folded: tuple[str, ...] = ()

    @property
    def is_strong(self) -> bool:
        """Whether it counts as a match."""
        return self.score >= STRONG_FROM

    @property
    def is_duplicate(self) -> bool:
        """Whether the picture is there more than once: under several addresses, or resized."""
        return bool(self.folded) or self.number("copies") > 1

    def values(self, facet: str) -> list[str]:
        """What a facet counts the picture under."""
        if facet == "duplicate":
            return [str(int(self.is_duplicate))]
        value = self.found.payload.get("page" if facet == "section" else facet, "")
        values = [str(part) for part in (value if isinstance(value, list) else [value]) if part != ""]
        if facet in ("page", "section"):  # the parts of paths can be filtered by, too, but say the same once more
            values = [path for path in values if path.startswith("/") and (facet == "page" or path.count("/") == 1)]
        return values

    def number(self, name: str) -> int:
        """A number of the payload."""
        value = self.found.payload.get(name, 0)
        return value if isinstance(value, int) else 0

    def hit(self) -> Hit:
        """As it is answered."""
        return Hit(
            crawl_id=self.crawl_id,
            sha256=self.found.sha256,
            score=round(self.score, SCORE_DIGITS),
            is_strong=self.is_strong,
            matched=MatchParts.of(self.found.matched),
            folded=self.folded,
        )


def ranked(scored: Sequence[Scored], *, sort: str = "", is_duplicate: bool | None = None) -> list[Scored]:
    """Best first, or in another order within what matches; without what matches too little to be shown.

    Args:
        scored: findings, in any order.
        sort: one of `SORTS`; empty is by relevance.
        is_duplicate: only what is there more than once, or only what is there once.
    """
    shown = _folded(_cut_off(sorted(scored, key=_relevance)))
    if is_duplicate is not None:
        shown = [one for one in shown if one.is_duplicate == is_duplicate]
    if sort in ("", "relevance"):
        return shown
    return sorted(shown, key=lambda one: (not one.is_strong, *_sort_key(one, sort)))


def facets_count(shown: Sequence[Scored]) -> dict[str, dict[str, int]]:
    """How many of the shown pictures have which value of each facet, most frequent first."""
    return {facet: facet_count(shown, facet) for facet in FACETS}


def facet_count(shown: Sequence[Scored], facet: str) -> dict[str, int]:
    """How many of the shown pictures have which value of one facet, most frequent first."""
    counts = Counter(value for one in shown for value in one.values(facet))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES_MAX])


def _relevance(one: Scored) -> tuple[float, int, str, str]:
    preference = FORMAT_PREFERENCE.get(str(one.found.payload.get("format", "")), OTHER_FORMATS)
    return (-round(log_odds(one.score), TIE_DIGITS), preference, one.crawl_id, one.found.sha256)


def _sort_key(one: Scored, sort: str) -> tuple[int, ...]:
    order, pixels = one.number("order"), one.number("pixels")
    keys = {"newest": (-order,), "oldest": (order,), "page": (order,), "largest": (-pixels,), "smallest": (pixels,)}
    return (*keys.get(sort, ()), order)


def _cut_off(ordered: list[Scored]) -> list[Scored]:
    """Where nothing matches well, the closest ones are shown all the same: the divider says what they are."""
    shown = sum(one.score >= WEAK_FROM for one in ordered)
    if not ordered or not ordered[0].is_strong:
        shown = max(shown, CLOSEST_COUNT)
    return ordered[:shown]


def _folded(ordered: list[Scored]) -> list[Scored]:
    """One result for all copies of a picture within a crawl: the best matching one, the others listed with it."""
    looks = [str(one.found.payload.get("look", "")) for one in ordered]
    said = [str(one.found.payload.get("said", "")) for one in ordered]
    leaders = looks_fold(looks, said, [one.crawl_id for one in ordered])
    copies: dict[int, list[str]] = {}
    for index, leader in enumerate(leaders):
        copies.setdefault(leader, []).append(ordered[index].found.sha256)
    return [replace(ordered[leader], folded=tuple(sha256s[1:])) for leader, sha256s in copies.items()]

"""Things left out on request: how many still show among the first twenty, and what else goes with them.

Every two names of which photos show both make a question: one wanted, the other not. A thing counts as measurable if the image
model can see it at all: if plain cosines rank the photos of it with an average precision of `SEEN_FROM`. What is left of a
"watch" or a "cap", which the model does not find when asked for them, says nothing about exclusion.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean
from typing import Final

from imagesearch.vectors.bm25 import terms
from tests.eval.blind import photos_sets as blind_sets
from tests.eval.clip_photos import photos_sets
from tests.eval.contenders import Bench
from tests.eval.judged import JudgedSet, Query
from tests.eval.measuring import BLIND, HALVES
from tests.eval.metrics import average_precision
from tests.eval.tables import Table

CUT: Final = 20
TOGETHER_MIN: Final = 2
"""Photos that show both, so that leaving out has something to do."""
SEEN_FROM: Final = 0.4
TITLE: Final = "left out on request: photos"
Measured = tuple[float, float, float]
COLUMNS: Final = ("pairs", "number", "unwanted in first 20 before", "after", "wanted lost from first 20")


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing without another."""

    wanted: Query
    unwanted: Query
    is_seen: bool

    @property
    def is_for_tuning(self) -> bool:
        """Halves are made of pairs here, as of queries elsewhere."""
        text = f"{self.wanted.text} -{self.unwanted.text}"
        return hashlib.blake2b(text.encode(), digest_size=1).digest()[0] % 2 == 0


def exclusions_measure() -> Table:
    """Both halves, all pairs and those whose unwanted thing the model can see."""
    judged = photos_sets()[0]
    measured = _all_measured(judged, [query for query in judged.queries if query.relevant], [])
    rows = []
    for half, is_for_tuning in zip(HALVES, (True, False), strict=True):
        rows += _rows(half, [one for one in measured if one[0].is_for_tuning == is_for_tuning])
    return Table(TITLE, COLUMNS, rows)


def exclusions_blind() -> Table:
    """Pairs of which one name at least is among the blind queries."""
    known, rare = ([query for query in one.queries if query.relevant] for one in (photos_sets()[0], blind_sets()[0]))
    return Table(TITLE, COLUMNS, _rows(BLIND, _all_measured(blind_sets()[0], known, rare)))


def _all_measured(judged: JudgedSet, known: Sequence[Query], rare: Sequence[Query]) -> list[tuple[Pair, Measured]]:
    """Pairs of known names; or, where there are rare ones, pairs with at least one of them."""
    bench = Bench(judged)
    try:
        pairs = _pairs(bench, [*known, *rare])
        asked = {query.text for query in rare}
        chosen = [pair for pair in pairs if not asked or asked & {pair.wanted.text, pair.unwanted.text}]
        return [(pair, _measured(bench, pair)) for pair in chosen]
    finally:
        bench.close()


def _rows(part: str, measured: Sequence[tuple[Pair, Measured]]) -> list[list[str | float | int]]:
    return [
        _row(f"{part}, all", [found for _, found in measured]),
        _row(f"{part}, measurable", [found for pair, found in measured if pair.is_seen]),
    ]


def _row(name: str, measured: Sequence[Measured]) -> list[str | float | int]:
    return [name, len(measured), *(fmean(column) for column in zip(*measured, strict=True))]


def _pairs(bench: Bench, answerable: Sequence[Query]) -> list[Pair]:
    seen = {query.text for query in answerable if _is_seen(bench, query)}
    return [
        Pair(wanted, unwanted, unwanted.text in seen)
        for wanted, unwanted in permutations(answerable, 2)
        if len(wanted.relevant & unwanted.relevant) >= TOGETHER_MIN and not terms(wanted.text) & terms(unwanted.text)
    ]


def _is_seen(bench: Bench, query: Query) -> bool:
    return average_precision([one.name for one in bench.pixels(query.text)], query.relevant) >= SEEN_FROM


def _measured(bench: Bench, pair: Pair) -> Measured:
    """Share of unwanted photos among the first before and after, and share of the wanted ones that went."""
    before = [one.name for one in bench.product(pair.wanted.text)][:CUT]
    kept = [one.name for one in bench.product(pair.wanted.text, unwanted=[pair.unwanted.text])]
    good = [name for name in before if name in pair.wanted.relevant - pair.unwanted.relevant]
    lost = fmean(name not in set(kept) for name in good) if good else 0.0
    return _unwanted_share(before, pair), _unwanted_share(kept[:CUT], pair), lost


def _unwanted_share(names: Sequence[str], pair: Pair) -> float:
    return fmean(name in pair.unwanted.relevant for name in names) if names else 0.0

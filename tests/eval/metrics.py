"""Measures of a ranking against what is relevant; 0 is worst, 1 is best."""

from collections.abc import Collection, Sequence
from math import log2
from statistics import fmean
from typing import Final

CUT: Final = 10
"""What people look at before they change the query."""


def ndcg(ranked: Sequence[str], relevant: Collection[str], cut: int = CUT) -> float:
    """Gain of the first results, each worth less the later it comes, as a share of the best possible."""
    gained = sum(1 / log2(place + 2) for place, name in enumerate(ranked[:cut]) if name in relevant)
    best = sum(1 / log2(place + 2) for place in range(min(cut, len(relevant))))
    return gained / best if best else 0.0


def average_precision(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Mean of the precision at each relevant result; what is not ranked counts as never found."""
    precisions, found = [], 0
    for place, name in enumerate(ranked, start=1):
        if name in relevant:
            found += 1
            precisions.append(found / place)
    return sum(precisions) / len(relevant) if relevant else 0.0


def recall(ranked: Sequence[str], relevant: Collection[str], cut: int = CUT) -> float:
    """Share of what can be found among the first results."""
    found = sum(name in relevant for name in ranked[:cut])
    return found / min(cut, len(relevant)) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 over the place of the first relevant result."""
    return next((1 / place for place, name in enumerate(ranked, start=1) if name in relevant), 0.0)


def share(flags: Sequence[bool]) -> float:
    """How many are true; 0 for none at all."""
    return fmean(flags) if flags else 0.0

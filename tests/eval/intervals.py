"""How far a figure would move with other queries of the same kind: few queries give a wide interval."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

DRAWS: Final = 4000
COVERED: Final = (2.5, 97.5)
"""Percentiles: of such intervals 95 % hold the true figure."""
SEED: Final = 12

Interval = tuple[float, float]


def mean_interval(values: Sequence[float]) -> Interval:
    """Between which figures the mean of such queries lies, by drawing queries anew (bootstrap)."""
    return _between(np.asarray(values)[_drawn(len(values))].mean(axis=1))


def ratio_interval(ours: Mapping[str, float], theirs: Mapping[str, float]) -> Interval:
    """The same for the ratio of two means over the same queries, which are drawn together."""
    drawn = _drawn(len(ours))
    above, below = (np.asarray([each[query] for query in ours])[drawn].mean(axis=1) for each in (ours, theirs))
    return _between(above / np.maximum(below, np.finfo(float).tiny))


def _drawn(count: int) -> NDArray[np.int64]:
    """(draws, count) places of queries, each draw with replacement; the same at each call."""
    return np.random.default_rng(SEED).integers(count, size=(DRAWS, count))


def _between(figures: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(figures, COVERED)
    return float(low), float(high)

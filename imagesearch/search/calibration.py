"""From raw scores to probabilities: measured against what things score in the same collection that it does not show.

A cosine between a text and a picture says little by itself: real ones lie between 0.1 and 0.33, and some collections are near
to every text. So things that hardly any site shows, and sentences about such, are asked of a sample of the collection. Scores
are counted in units of the spread of theirs; and where only one such text in fifteen would have a match in the whole
collection, there a match begins. More pictures offer more chances to seem a match, so what was measured in the sample
is carried on to the size of the collection by the law of largest values (Gumbel's).
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imagesearch.vectors.base import Vector

Vectors = NDArray[np.float32]
"""(n, dim) float32, rows of unit length."""

MAD_TO_SIGMA: Final = 1.4826
"""For a normal distribution; unlike the standard deviation, the median deviation ignores what truly matches."""
SPREAD_MIN: Final = 1e-3
"""A collection of one picture has no spread to speak of."""
PRIOR_MIDDLE: Final = 5.0
"""Where a match begins in a collection of a thousand pictures or texts (`make eval`), in spreads."""
PRIOR_POINTS: Final = 30
"""So many pictures say as much as `PRIOR_MIDDLE` does."""
PRIOR_WIDTH: Final = 0.8
"""Of the law of largest values, in spreads: between 0.5 and 1.1 in all collections measured. It counts half, as a sample of 300
gives this badly, and it is what carries on to the size of the collection."""
CENTRE_PRIOR_POINTS: Final = 10
COMMON_MAX: Final = 4.0
"""Spreads that a query may lose for what it has in common with all pictures: where all are the same, all match."""
FOREIGN_FROM: Final = 1.0
"""Spreads that a query in the language of the sentence model has in common with its collection at most (`make eval`)."""
FOREIGN_WEIGHT: Final = 2.5
"""What it has in common beyond that shows that the model does not read this language, so that its likeness says less."""
MEANING_WIDTH: Final = 0.8
"""In spreads; the order of results hardly depends on it."""
PIXELS_WIDTH: Final = 1.0
"""The same for pixels, which are less sure of themselves than words: their order beside words does depend on it (`make eval`)."""
THINGS_QUANTILE: Final = 0.93
SCENES_QUANTILE: Final = 0.8
"""Of most scenes a part is there, so that their best matches are partly right."""
PIXELS_QUANTILE: Final = 0.9
"""To an image model more of `THINGS` are there than to a reader: a wolf among dogs."""
LONG_WORDS: Final = 4
"""Words that count in a query as long as `SCENES`."""
SAME_PICTURE_COSINE: Final = 0.96
"""From here on two pictures are the same one, resized or stored again (different photos stay below 0.95)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How standing out becomes a probability."""

    middle: float
    width: float


DEMO_SCALE: Final = Scale(middle=0.435, width=0.012)
"""Raw cosines of the demo model: it learnt a closed world with all its words, so its cosines mean what they say."""
EXAMPLE_SCALE: Final = Scale(middle=2.0, width=0.5)
"""Between pictures, in spreads above the mean similarity of the collection."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known about one named vector in one collection."""

    scale: Scale
    long_middle: float | None = None
    """The middle for queries of `LONG_WORDS` words and more; None where it is the same."""
    background: Vector | None = None
    """(dim,) what all prompts have in common: taken off a query before it is searched; None where that does not help."""
    typical: float = 0.0
    """Score of a text that is not about a picture."""
    spread: float = 1.0
    """Of such scores here."""
    centre: Vector | None = None
    """(dim,) mean of the collection; None where queries are not compared with it."""
    common: float = 0.0
    """Score of such a text against the centre."""

    def centred(self, query: Vector) -> Vector:
        """The query without what every prompt has in common, of unit length; ranks better than the query itself."""
        return query if self.background is None else _unit(query - self.background)

    def at(self, words: int, query: Vector | None = None) -> "Calibration":
        """The calibration for one query of so many words.

        What it has in common with the whole collection, beyond what strange texts have, says nothing for any single picture: to a
        model that learnt English only, all that is said in another language is alike.
        """
        typical = self.typical + self._excess(query) * self.spread
        return replace(self, scale=self._scale_at(words), long_middle=None, typical=typical, centre=None)

    def _excess(self, query: Vector | None) -> float:
        """What a query has in common with the collection, in spreads."""
        if self.centre is None or query is None:
            return 0.0
        excess = max((float(query @ self.centre) - self.common) / self.spread, 0.0)
        return min(excess + (FOREIGN_WEIGHT - 1) * max(excess - FOREIGN_FROM, 0.0), COMMON_MAX)

    def _scale_at(self, words: int) -> Scale:
        if self.long_middle is None:
            return self.scale
        share = min(max((words - 1) / (LONG_WORDS - 1), 0.0), 1.0)
        return Scale((1 - share) * self.scale.middle + share * self.long_middle, self.scale.width)

    def probability(self, score: float) -> float:
        """How likely a hit with this score of the centred query is right, 0 to 1."""
        return logistic(((score - self.typical) / self.spread - self.scale.middle) / self.scale.width)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the pictures of one collection are to each other."""

    mean: float
    spread: float

    def probability(self, cosine: float) -> float:
        """How likely a picture with this cosine to the example is what is meant, 0 to 1."""
        if cosine >= SAME_PICTURE_COSINE:
            return 1.0
        ceiling = 0.97  # like is not the same
        return ceiling * logistic(((cosine - self.mean) / self.spread - EXAMPLE_SCALE.middle) / EXAMPLE_SCALE.width)


def pixels_calibrate(sample: Vectors, prompts: Vectors, things: Vectors, *, points: float) -> Calibration:
    """Measure texts against a sample of the pictures of a collection.

    Args:
        sample: (n, dim) vectors of the collection, n >= 0.
        prompts: (q, dim) vectors of everyday prompts; what they have in common is taken off all queries.
        things: (m, dim) vectors of what is not there, m >= 4.
        points: how many vectors the whole collection has.
    """
    background = prompts.mean(axis=0)
    scores = sample @ _unit(things - background).T
    typical, spread = _typical(scores), robust_spread(scores)
    middle = _match_from((scores - typical) / spread, PIXELS_QUANTILE, points)
    return Calibration(Scale(middle, PIXELS_WIDTH), None, background, typical, spread)


def meaning_calibrate(sample: Vectors, things: Vectors, scenes: Vectors, *, points: float) -> Calibration:
    """The same for the words of the pictures: short and long texts are measured apart, and queries stay as they are."""
    # A few pictures are no site yet: their mean is drawn towards nothing.
    centre = (sample.sum(axis=0) / (len(sample) + CENTRE_PRIOR_POINTS)).astype(np.float32)
    common = float(np.median(np.concatenate([things, scenes]) @ centre))
    scores, long_scores = sample @ things.T, sample @ scenes.T
    ceiling = COMMON_MAX * robust_spread(scores)
    scores -= np.clip(things @ centre - common, 0, ceiling)
    long_scores -= np.clip(scenes @ centre - common, 0, ceiling)
    typical, spread = _typical(scores), robust_spread(scores)
    short = _match_from((scores - typical) / spread, THINGS_QUANTILE, points)
    long = _match_from((long_scores - typical) / spread, SCENES_QUANTILE, points)
    return Calibration(Scale(short, MEANING_WIDTH), long, None, typical, spread, centre, common)


def _match_from(scores: NDArray[np.float32], quantile: float, points: float) -> float:
    """The score (in spreads) that the best match of such a share of the texts (columns) would not reach in the whole collection.

    A small sample says little, and a verdict must not turn while a crawl grows: it is drawn towards `PRIOR_MIDDLE`.
    """
    n = len(scores)
    if not n:
        return PRIOR_MIDDLE
    low, median, high = np.quantile(scores.max(axis=0), (0.1, 0.5, 0.9))
    width = ((high - low) / (_gumbel(0.9) - _gumbel(0.1)) + PRIOR_WIDTH) / 2
    measured = float(median + width * (_gumbel(quantile) - _gumbel(0.5) + math.log(max(points / n, 1.0))))
    return (n * measured + PRIOR_POINTS * PRIOR_MIDDLE) / (n + PRIOR_POINTS)


def _gumbel(quantile: float) -> float:
    """The quantile of the standard law of largest values."""
    return -math.log(-math.log(quantile))


def _typical(scores: NDArray[np.float32]) -> float:
    return float(np.median(scores)) if scores.size else 0.0


def _unit(vectors: Vectors) -> Vectors:
    """Rows, or one vector, of unit length; a zero stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, SPREAD_MIN)).astype(np.float32)
    return unit


def likeness(sample: Vectors) -> Likeness:
    """Measure a sample (n, dim) of a collection against itself."""
    upper = np.triu_indices(len(sample), k=1)
    cosines = (sample @ sample.T)[upper]
    if not len(cosines):
        return Likeness(0.5, 0.12)
    return Likeness(float(np.median(cosines)), robust_spread(cosines))


def robust_spread(scores: NDArray[np.float32]) -> float:
    """A standard deviation that the few large scores of true matches do not move."""
    if not scores.size:
        return SPREAD_MIN
    return max(float(np.median(np.abs(scores - np.median(scores)))) * MAD_TO_SIGMA, SPREAD_MIN)


def logistic(x: float) -> float:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-min(max(x, -40.0), 40.0)))

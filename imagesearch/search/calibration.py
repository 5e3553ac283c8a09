"""From raw scores to probabilities: measured against what everyday prompts score in the same collection.

A cosine between a text and a picture says little by itself: real ones lie between 0.1 and 0.33, and some pictures are near
to every text. So the mean of many unrelated prompts is taken off the query, what is left is brought to unit length (else
rare words, which lie far from the mean, would seem to match more), and its scores are counted in units of the spread that
those prompts show in this collection. What stands out by `Scale.middle` such units is as likely right as wrong.
"""

import math
from dataclasses import dataclass
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
SAME_PICTURE_COSINE: Final = 0.96
"""From here on two pictures are the same one, resized or stored again (different photos stay below 0.95)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How standing out becomes a probability."""

    middle: float
    width: float


PIXELS_SCALE: Final = Scale(middle=5.2, width=1.0)
"""CLIP ViT-B/32 over 1,213 photos (`make eval`): one in twenty things that are nowhere seems to be somewhere."""
MEANING_SCALE: Final = Scale(middle=5.0, width=0.8)
"""MiniLM over captions of the same photos: next to nothing that is not said seems to be."""
DEMO_SCALE: Final = Scale(middle=0.435, width=0.012)
"""Raw cosines of the demo model: it learnt a closed world with all its words, so its cosines mean what they say."""
EXAMPLE_SCALE: Final = Scale(middle=2.0, width=0.5)
"""Between pictures, in spreads above the mean similarity of the collection."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known about one named vector in one collection."""

    scale: Scale
    background: Vector | None = None
    """(dim,) mean of the prompts: taken off a query before it is searched; None where raw cosines are meaningful."""
    spread: float = 1.0
    """Of the prompts' scores here, once that mean is taken off."""

    def centred(self, query: Vector) -> Vector:
        """The query without what every prompt has in common, of unit length; ranks better than the query itself."""
        return query if self.background is None else _unit(query - self.background)

    def probability(self, score: float) -> float:
        """How likely a hit with this score of the centred query is right, 0 to 1."""
        return logistic((score / self.spread - self.scale.middle) / self.scale.width)


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


def calibrate(sample: Vectors, prompts: Vectors, scale: Scale) -> Calibration:
    """Measure prompts against a sample of a collection.

    Args:
        sample: (n, dim) vectors of the collection, n >= 0.
        prompts: (q, dim) vectors of unrelated prompts, q >= 2.
        scale: what a score counted in their spread means.
    """
    background = prompts.mean(axis=0)
    scores = sample @ _unit(prompts - background).T
    return Calibration(scale, background, robust_spread(scores))


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

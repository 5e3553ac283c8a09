"""Maximal marginal relevance: results that differ from those above them, at some cost in how well they match."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from imagesearch.search.calibration import Vectors

DIVERSIFIED_MAX: Final = 200
"""Results that are put in a new order; nobody looks at what is below for its variety."""


def diverse_order(scores: Sequence[float], vectors: Vectors, diversity: float) -> list[int]:
    """The order in which results are shown, as indices.

    Each next result is the one with the greatest `(1 - diversity) x score - diversity x similarity`, where the similarity is the
    greatest one to a result above it. Pictures of one site are all somewhat alike, so what they have in common on average
    counts as none.

    Args:
        scores: n scores, 0 to 1, best first.
        vectors: (n, dim) unit vectors; a row of zeros is like nothing.
        diversity: 0 keeps the order by score, 1 looks at differences only.
    """
    if len(scores) < 3:
        return list(range(len(scores)))
    similarities = _similarities(vectors)
    relevance = (1 - diversity) * np.asarray(scores, dtype=np.float32)
    nearest = np.zeros(len(scores), dtype=np.float32)
    order: list[int] = []
    is_left = np.ones(len(scores), dtype=bool)
    for _ in scores:
        gains = np.where(is_left, relevance - diversity * nearest, -np.inf)
        chosen = int(np.argmax(gains))
        order.append(chosen)
        is_left[chosen] = False
        nearest = np.maximum(nearest, similarities[chosen])
    return order


def _similarities(vectors: Vectors) -> Vectors:
    """(n, n) from 0, as alike as two pictures here usually are, to 1, the same."""
    cosines = vectors @ vectors.T
    usual = float(np.mean(cosines[np.triu_indices(len(cosines), k=1)]))
    similarities: Vectors = np.clip((cosines - usual) / max(1 - usual, 1e-3), 0, 1).astype(np.float32)
    return similarities

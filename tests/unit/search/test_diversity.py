"""More variety: what is like a result above it comes later."""

import numpy as np

from imagesearch.search.diversity import diverse_order

EAST, NORTH, UP = np.eye(3, dtype=np.float32)
VECTORS = np.stack([EAST, EAST, EAST, NORTH, UP])
SCORES = [0.9, 0.89, 0.88, 0.7, 0.6]


def test_no_diversity_keeps_the_order():
    assert diverse_order(SCORES, VECTORS, 0.0) == [0, 1, 2, 3, 4]


def test_diversity_puts_what_is_different_first():
    assert diverse_order(SCORES, VECTORS, 0.5)[:3] == [0, 3, 4]


def test_diversity_loses_and_repeats_nothing():
    for diversity in (0.2, 0.7, 1.0):
        assert sorted(diverse_order(SCORES, VECTORS, diversity)) == [0, 1, 2, 3, 4]


def test_diversity_of_results_without_vectors_keeps_the_order():
    assert diverse_order(SCORES, np.zeros((5, 3), dtype=np.float32), 0.4) == [0, 1, 2, 3, 4]


def test_diversity_of_nothing_is_nothing():
    assert diverse_order([], np.zeros((0, 1), dtype=np.float32), 0.5) == []

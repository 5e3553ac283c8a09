"""Several examples at once: what is like all of them, and unlike what is not wanted."""

import numpy as np

from imagesearch.search.calibration import Likeness
from imagesearch.search.exemplars import exemplars_of, likeness_chance, unlikeness_chance

LIKENESS = Likeness(mean=0.5, spread=0.1)
VECTOR = np.ones(1, dtype=np.float32)
SAME, NOTHING = 0.99, 0.1


def exemplars(*weights):
    return exemplars_of((VECTOR, weight) for weight in weights)


def test_likeness_to_one_of_two_examples_is_half():
    both = exemplars(1, 1)
    assert np.isclose(likeness_chance({"example0": SAME, "example1": NOTHING}, both, LIKENESS), 0.5, atol=0.01)


def test_likeness_counts_examples_by_their_weight():
    chance = likeness_chance({"example0": SAME, "example1": NOTHING}, exemplars(3, 1), LIKENESS)
    assert np.isclose(chance, 0.75, atol=0.01)


def test_likeness_ignores_unwanted_examples():
    assert likeness_chance({"example0": SAME, "example1": SAME}, exemplars(1, -1), LIKENESS) == 1.0


def test_unlikeness_goes_as_far_as_its_weight():
    scores = {"example0": SAME}
    assert unlikeness_chance(scores, exemplars(-1), LIKENESS, wanted=0.0) == 1.0
    assert unlikeness_chance(scores, exemplars(-0.25), LIKENESS, wanted=0.0) == 0.25
    assert unlikeness_chance(scores, exemplars(-5), LIKENESS, wanted=0.0) == 1.0


def test_unlikeness_spares_what_is_more_like_what_is_wanted():
    alike = {"example0": 0.7}
    assert unlikeness_chance(alike, exemplars(-1), LIKENESS, wanted=0.0) > 0.45
    assert unlikeness_chance(alike, exemplars(-1), LIKENESS, wanted=1.0) < 0.25
    assert unlikeness_chance({"example0": SAME}, exemplars(-1), LIKENESS, wanted=1.0) == 1.0


def test_example_of_no_weight_says_nothing():
    assert exemplars(0) == ()

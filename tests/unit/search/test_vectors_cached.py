"""Vectors of queries: computed once, for each model."""

import numpy as np
import pytest

from imagesearch.caches.layers import QUERY_VECTORS
from imagesearch.search.vectors_cached import LOOKED_UP_MAX, vectors_cached


@pytest.fixture
def computed():
    return []


@pytest.fixture
def compute(computed):
    def work(keys):
        computed.append(list(keys))
        return np.stack([np.full(3, len(key) / 7, dtype=np.float32) for key in keys])

    return work


def test_vector_is_computed_once_and_the_same_when_read_back(broker, compute, computed):
    first = vectors_cached(QUERY_VECTORS, "card", ["cat"], compute)
    second = vectors_cached(QUERY_VECTORS, "card", ["cat"], compute)
    assert computed == [["cat"]]
    assert np.array_equal(first, second)
    assert second.dtype == np.float32


def test_only_what_is_lacking_is_computed_and_the_order_stays(broker, compute, computed):
    vectors_cached(QUERY_VECTORS, "card", ["cat"], compute)
    rows = vectors_cached(QUERY_VECTORS, "card", ["horse", "cat", "ox", "cat"], compute)
    assert computed == [["cat"], ["horse", "ox"]]
    assert np.allclose(rows[:, 0] * 7, [5, 3, 2, 3])


def test_vector_of_another_model_is_another(broker, compute, computed):
    for card in ("card", "another"):
        vectors_cached(QUERY_VECTORS, card, ["cat"], compute)
    assert len(computed) == 2


def test_many_at_once_and_none_are_not_looked_up(broker, compute, computed):
    texts = [f"text {number}" for number in range(LOOKED_UP_MAX + 1)]
    vectors_cached(QUERY_VECTORS, "card", texts, compute)
    vectors_cached(QUERY_VECTORS, "card", texts, compute)
    assert len(computed) == 2
    assert list(broker.scan_iter("imagesearch:cache:*")) == []


def test_without_redis_it_is_computed(compute, computed):
    vectors_cached(QUERY_VECTORS, "card", ["cat"], compute)
    vectors_cached(QUERY_VECTORS, "card", ["cat"], compute)
    assert len(computed) == 2

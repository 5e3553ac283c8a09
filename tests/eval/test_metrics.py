"""The measures themselves, on rankings small enough to be counted by hand."""

import pytest

from tests.eval.intervals import mean_interval, ratio_interval
from tests.eval.metrics import average_precision, ndcg, recall, reciprocal_rank, share


def test_a_perfect_ranking_is_one():
    assert ndcg("abc", {"a", "b"}) == average_precision("abc", {"a", "b"}) == recall("abc", {"a", "b"}) == 1.0
    assert reciprocal_rank("abc", {"a"}) == 1.0


def test_a_ranking_without_anything_relevant_is_zero():
    assert ndcg("abc", {"x"}) == average_precision("abc", {"x"}) == recall("abc", {"x"}) == 0.0
    assert reciprocal_rank("abc", {"x"}) == 0.0
    assert ndcg("abc", set()) == average_precision("abc", set()) == recall("abc", set()) == 0.0


def test_what_comes_later_counts_less():
    assert ndcg("xa", {"a"}) == pytest.approx(0.63093, abs=1e-5)
    assert average_precision("xaxb", {"a", "b"}) == 0.5
    assert reciprocal_rank("xxa", {"a"}) == pytest.approx(1 / 3)


def test_recall_asks_for_no_more_than_fits():
    assert recall("abcdefghij", set("abcdefghijklmno")) == 1.0
    assert recall("abxx", {"a", "b", "c", "d"}) == 0.5


def test_share_of_nothing_is_zero():
    assert share([]) == 0.0
    assert share([True, False]) == 0.5


def test_interval_holds_the_mean_and_narrows_with_more_queries():
    few, many = mean_interval([0.0, 1.0] * 5), mean_interval([0.0, 1.0] * 50)
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert mean_interval([0.3] * 4) == pytest.approx((0.3, 0.3))


def test_interval_of_a_ratio_draws_both_together():
    theirs = {str(n): n / 10 for n in range(1, 9)}
    assert ratio_interval({query: 2 * value for query, value in theirs.items()}, theirs) == pytest.approx((2.0, 2.0))

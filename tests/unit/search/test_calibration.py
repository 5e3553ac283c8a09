"""From scores to probabilities."""

from itertools import pairwise

import numpy as np
import pytest

from imagesearch.search.calibration import (
    PRIOR_MIDDLE,
    Calibration,
    Scale,
    likeness,
    logistic,
    meaning_calibrate,
    pixels_calibrate,
    robust_spread,
)

DIM = 64


def unit_rows(rng, n, dim=DIM):
    rows = rng.normal(size=(n, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def near(rng, vector, count, noise=0.3):
    """Unit vectors around one."""
    rows = vector + noise * unit_rows(rng, count)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def calibrated(sample, rng, points=None):
    things, scenes = unit_rows(rng, 100), unit_rows(rng, 50)
    return meaning_calibrate(sample, things, scenes, points=points or len(sample))


def is_strong(calibration, sample, query):
    calibration = calibration.at(1, query)
    return max((calibration.probability(float(score)) for score in sample @ query), default=0.0) >= 0.5


def test_what_prompts_have_in_common_counts_for_nothing():
    rng = np.random.default_rng(3)
    common = unit_rows(rng, 1)[0] * 3
    prompts, things = unit_rows(rng, 60) + common, unit_rows(rng, 100) + common
    sample = unit_rows(rng, 200) + common
    calibration = pixels_calibrate(sample, prompts, things, points=200)
    scores = sample @ calibration.centred(prompts[0])
    assert max(calibration.probability(score) for score in scores) < 0.5


def test_a_true_match_stands_out():
    rng = np.random.default_rng(4)
    sample = unit_rows(rng, 200)
    calibration = pixels_calibrate(sample, unit_rows(rng, 60), unit_rows(rng, 100), points=200)
    score = float(sample[7] @ calibration.centred(sample[7]))
    assert calibration.probability(score) > 0.9


def test_rare_words_do_not_seem_to_match_more():
    rng = np.random.default_rng(6)
    prompts, sample = unit_rows(rng, 60), unit_rows(rng, 200)
    calibration = pixels_calibrate(sample, prompts, prompts, points=200)
    short, long = prompts[0] * 0.5, prompts[0] * 2
    assert np.linalg.norm(calibration.centred(short)) == pytest.approx(np.linalg.norm(calibration.centred(long)))


def test_few_strangers_seem_to_match():
    rng = np.random.default_rng(7)
    sample = unit_rows(rng, 300)
    calibration = calibrated(sample, rng)
    strangers = unit_rows(rng, 400)
    assert sum(is_strong(calibration, sample, query) for query in strangers) < 40


def test_a_sample_tells_what_strangers_reach_in_all():
    rng = np.random.default_rng(8)
    everything = unit_rows(rng, 6000)
    calibration = calibrated(everything[:300], rng, points=len(everything))
    assert sum(is_strong(calibration, everything, query) for query in unit_rows(rng, 200)) < 30
    assert is_strong(calibration, everything, everything[4000])


@pytest.mark.parametrize("count", [1, 3, 10])
def test_tiny_collection_has_a_match_and_no_stranger(count):
    rng = np.random.default_rng(count)
    sample = unit_rows(rng, count)
    calibration = calibrated(sample, rng)
    assert is_strong(calibration, sample, near(rng, sample[0], 1)[0])
    assert sum(is_strong(calibration, sample, query) for query in unit_rows(rng, 200)) <= 10


@pytest.mark.parametrize("count", [3, 300])
def test_collection_of_pictures_all_alike_has_a_match_and_few_strangers(count):
    rng = np.random.default_rng(9)
    sample = near(rng, unit_rows(rng, 1)[0], count, noise=0.05)
    calibration = calibrated(sample, rng)
    assert is_strong(calibration, sample, sample[0])
    assert sum(is_strong(calibration, sample, query) for query in unit_rows(rng, 200)) < 40


def test_collection_of_equal_vectors_is_finite():
    rng = np.random.default_rng(10)
    sample = np.repeat(unit_rows(rng, 1), 50, axis=0)
    assert 0 <= calibrated(sample, rng).probability(0.3) <= 1


def test_collection_near_to_every_text_needs_more_for_a_match():
    # As texts of another language all are to a model that never learnt it.
    rng = np.random.default_rng(11)
    common = unit_rows(rng, 1)[0]
    sample = near(rng, common, 300)
    things, scenes = near(rng, common, 100, noise=1.5), near(rng, common, 50, noise=1.5)
    calibration = meaning_calibrate(sample, things, scenes, points=300)
    strangers = near(rng, common, 200, noise=1.5)
    assert sum(is_strong(calibration, sample, query) for query in strangers) < 30
    assert is_strong(calibration, sample, sample[5])


def test_what_a_query_shares_with_all_pictures_says_nothing_for_one():
    # Queries and texts in a language that the model never learnt: all alike, while what is asked of them is not.
    rng = np.random.default_rng(14)
    language = unit_rows(rng, 1)[0]
    sample, strangers = near(rng, language, 300, noise=1.0), near(rng, language, 200, noise=1.0)
    calibration = calibrated(sample, rng)
    unread = [float(np.max(sample @ query)) for query in strangers]
    assert sum(calibration.probability(score) >= 0.5 for score in unread) > 100
    assert sum(is_strong(calibration, sample, query) for query in strangers) < 20
    assert is_strong(calibration, sample, sample[5])


@pytest.mark.parametrize(("shared", "lost"), [(-0.2, 0.0), (0.05, 0.05), (0.1, 0.1), (0.2, 0.35), (0.9, 0.4)])
def test_what_is_shared_beyond_any_english_query_counts_more(shared, lost):
    centre = np.eye(DIM, dtype=np.float32)[0]
    query = shared * centre + np.sqrt(1 - shared**2) * np.eye(DIM, dtype=np.float32)[1]
    calibration = Calibration(Scale(4.0, 0.8), spread=0.1, centre=centre, common=0.0)
    assert calibration.at(1, query).typical == pytest.approx(lost)


def test_verdicts_stand_while_a_collection_grows():
    rng = np.random.default_rng(12)
    everything = unit_rows(rng, 3000)
    matching, strange = near(rng, everything[0], 1)[0], unit_rows(rng, 60)
    sizes = (1, 3, 10, 30, 100, 300, 1000, 3000)
    scales = [calibrated(everything[: min(size, 300)], np.random.default_rng(1), points=size) for size in sizes]
    assert all(is_strong(scale, everything[:size], matching) for scale, size in zip(scales, sizes, strict=True))
    for query in strange:
        verdicts = [is_strong(scale, everything[:size], query) for scale, size in zip(scales, sizes, strict=True)]
        turns = sum(one != other for one, other in pairwise(verdicts))
        assert turns <= 2


def test_middles_of_two_samples_of_a_collection_agree():
    rng = np.random.default_rng(13)
    everything = unit_rows(rng, 2000)
    one, other = (calibrated(everything[start : start + 300], np.random.default_rng(1), 2000) for start in (0, 300))
    assert one.scale.middle == pytest.approx(other.scale.middle, abs=0.7)


def test_long_queries_have_a_scale_of_their_own():
    calibration = Calibration(Scale(5.0, 1.0), long_middle=8.0)
    middles = [calibration.at(words).scale.middle for words in (0, 1, 2, 4, 20)]
    assert middles == [5.0, 5.0, 6.0, 8.0, 8.0]
    assert calibration.at(4).at(1).scale.middle == 8.0
    assert Calibration(Scale(5.0, 1.0)).at(9).scale.middle == 5.0


def test_calibration_of_an_empty_collection_is_the_prior():
    empty, rows = np.zeros((0, 8), dtype=np.float32), np.eye(8, dtype=np.float32)
    for calibration in (
        pixels_calibrate(empty, rows, rows, points=0),
        meaning_calibrate(empty, rows, rows, points=0),
    ):
        assert calibration.scale.middle == PRIOR_MIDDLE
        assert calibration.probability(0.0) < 0.5


def test_likeness_of_the_same_picture_is_certain_and_of_a_stranger_is_not():
    pictures = likeness(unit_rows(np.random.default_rng(5), 100))
    assert pictures.probability(0.99) == 1.0
    assert pictures.probability(pictures.mean) < 0.1
    assert pictures.probability(0.9) <= 0.97


@pytest.mark.parametrize("sample", [np.zeros((0, 4), dtype=np.float32), np.ones((1, 4), dtype=np.float32)])
def test_likeness_of_too_few_pictures_has_a_default(sample):
    assert likeness(sample).spread > 0


def test_robust_spread_ignores_few_outliers():
    scores = np.concatenate([np.linspace(-1, 1, 1000), np.full(20, 50.0)]).astype(np.float32)
    assert robust_spread(scores) < 1


def test_logistic_is_half_at_zero():
    assert logistic(0) == 0.5
    assert logistic(-1000) == pytest.approx(0)

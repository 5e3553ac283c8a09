"""From scores to probabilities."""

import numpy as np
import pytest

from imagesearch.search.calibration import PIXELS_SCALE, calibrate, likeness, logistic, robust_spread


def unit_rows(rng, n, dim=64):
    rows = rng.normal(size=(n, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_what_prompts_have_in_common_counts_for_nothing():
    rng = np.random.default_rng(3)
    common = unit_rows(rng, 1)[0] * 3
    prompts = unit_rows(rng, 60) + common
    sample = unit_rows(rng, 200) + common
    calibration = calibrate(sample, prompts, PIXELS_SCALE)
    scores = sample @ calibration.centred(prompts[0])
    assert max(calibration.probability(score) for score in scores) < 0.5


def test_a_true_match_stands_out():
    rng = np.random.default_rng(4)
    prompts, sample = unit_rows(rng, 60), unit_rows(rng, 200)
    calibration = calibrate(sample, prompts, PIXELS_SCALE)
    score = float(sample[7] @ calibration.centred(sample[7]))
    assert calibration.probability(score) > 0.9


def test_rare_words_do_not_seem_to_match_more():
    rng = np.random.default_rng(6)
    prompts, sample = unit_rows(rng, 60), unit_rows(rng, 200)
    calibration = calibrate(sample, prompts, PIXELS_SCALE)
    near, far = prompts[0] * 0.5, prompts[0] * 2
    assert np.linalg.norm(calibration.centred(near)) == pytest.approx(np.linalg.norm(calibration.centred(far)))


def test_calibration_of_an_empty_collection_is_finite():
    calibration = calibrate(np.zeros((0, 8), dtype=np.float32), np.eye(8, dtype=np.float32), PIXELS_SCALE)
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

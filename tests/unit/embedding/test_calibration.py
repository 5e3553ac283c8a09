"""What a cosine means, and which precision is chosen."""

import numpy as np
import pytest

from imagesearch.embedding.calibration import (
    BACKGROUND_PROMPTS,
    ScoreBackground,
    precision_choose,
    score_background,
    scores_calibrate,
)


def test_scores_are_deviations_above_the_background():
    scores = scores_calibrate(np.array([0.2, 0.3], np.float32), ScoreBackground(0.2, 0.05))
    assert scores == pytest.approx([0.0, 2.0], abs=1e-5)


def test_background_is_mean_and_spread_of_all_cosines():
    pictures, prompts = np.eye(3, dtype=np.float32)[:2], np.eye(3, dtype=np.float32)
    background = score_background(pictures, prompts)
    assert background.mean == pytest.approx(1 / 3)
    assert background.std == pytest.approx(np.sqrt(2) / 3)


def test_background_of_nothing_changes_no_score():
    assert score_background(np.empty((0, 3), np.float32), np.eye(3, dtype=np.float32)) == ScoreBackground(0.0, 1.0)


def test_background_prompts_are_distinct():
    assert len(set(BACKGROUND_PROMPTS)) == len(BACKGROUND_PROMPTS) == 40


def test_precision_on_a_processor_is_one_of_two():
    assert precision_choose("cpu") in {"fp32", "bf16"}

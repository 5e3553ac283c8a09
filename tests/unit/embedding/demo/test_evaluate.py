"""The committed weights see what their README says, on a smaller sample."""

import pytest

from imagesearch.embedding.cards import card_named
from imagesearch.embedding.demo.evaluate import PARTS, recall_measure, scenes_held_out
from imagesearch.embedding.demo.scenes import scene_random
from imagesearch.embedding.openclip import OpenClipEncoder

SAMPLE = 256


@pytest.fixture(scope="module")
def recall() -> dict[str, float]:
    return recall_measure(OpenClipEncoder(card_named("demo"), device="cpu", precision="fp32"), SAMPLE)


def test_demo_full_captions_find_exactly_their_subject_first(recall):
    assert recall["full"] >= 0.97


def test_demo_combinations_never_trained_on_are_found_too(recall):
    assert recall["new combination"] >= 0.9


@pytest.mark.parametrize("name", PARTS)
def test_demo_short_queries_find_what_they_ask_for_first(recall, name):
    assert recall[name] >= 0.93


def test_held_out_scenes_are_none_that_training_draws():
    trained = {scene_random(seed) for seed in range(2000)}
    assert not trained & set(scenes_held_out(500))

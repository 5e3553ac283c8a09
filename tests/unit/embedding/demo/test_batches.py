"""Which captions match which pictures of a batch."""

from random import Random

import numpy as np

from imagesearch.embedding.demo.batches import (
    CONTEXT_LENGTH,
    THEME_IMAGES,
    WEAK_MATCH,
    BatchSource,
    Vocabulary,
    match_weights,
)
from imagesearch.embedding.demo.captions import ALONE, Caption
from imagesearch.embedding.demo.pool import INPUT_PX
from imagesearch.embedding.demo.scenes import Group, Scene, scene_facts

ALONE_HOUSE = scene_facts(Scene(1, (Group("house", "red"),), "white"))
HOUSE_AND_CAR = scene_facts(Scene(2, (Group("house", "red"), Group("car", "blue")), "white"))
TWO_HOUSES = scene_facts(Scene(3, (Group("house", "red", 2),), "white"))
PICTURES = [ALONE_HOUSE, HOUSE_AND_CAR, TWO_HOUSES]


def test_match_of_a_single_thing_is_weaker_in_company():
    caption = Caption("a red house", frozenset({"kind:house:red:1"}), ALONE)
    assert match_weights([caption], PICTURES).tolist() == [[1.0, np.float32(WEAK_MATCH), 0.0]]


def test_match_of_a_kind_ignores_counts():
    caption = Caption("red house", frozenset({"kind:house:red"}))
    assert match_weights([caption], PICTURES).tolist() == [[1.0, 1.0, 1.0]]


def test_match_of_a_color_finds_it_on_any_thing():
    caption = Caption("blue", frozenset({"color:blue"}))
    assert match_weights([caption], PICTURES).tolist() == [[0.0, 1.0, 0.0]]


def test_vocabulary_gives_strange_words_row_zero():
    vocabulary = Vocabulary(["a red house"])
    rows = vocabulary.encode("a red giraffe", Random(2))
    assert len(rows) == CONTEXT_LENGTH
    assert 0 in rows[1:4]
    assert max(rows) == rows[rows.index(max(rows))] == len(vocabulary.tokens)


def test_batch_has_two_captions_for_each_picture_and_each_matches_its_own():
    pool = np.zeros((600, INPUT_PX, INPUT_PX, 3), np.uint8)
    size = 2 * THEME_IMAGES
    batch = BatchSource(pool, Vocabulary(["a red house"]), seed=1).batch(size)
    assert batch.images.shape == (size, 3, INPUT_PX, INPUT_PX)
    assert batch.tokens.shape == (2 * size, CONTEXT_LENGTH)
    own = batch.weights.reshape(2, size, size).diagonal(dim1=1, dim2=2)
    assert own.min() > 0

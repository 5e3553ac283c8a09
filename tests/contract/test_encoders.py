"""What every encoder must do, asked of each: open_clip's two towers and the sentence model."""

from collections.abc import Callable

import numpy as np
import pytest

from imagesearch.embedding.base import TextEncoder
from imagesearch.embedding.cards import card_named
from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import scene_random
from imagesearch.embedding.openclip import OpenClipEncoder
from imagesearch.embedding.words import SentenceEncoder

TEXTS = ["a red house", "", "two cats in the snow", "word " * 500, "a red house"]
MAKERS: dict[str, Callable[[], TextEncoder]] = {
    "open_clip": lambda: OpenClipEncoder(card_named("demo"), device="cpu"),
    "open_clip-bf16": lambda: OpenClipEncoder(card_named("demo"), device="cpu", precision="bf16"),
    "sentences": SentenceEncoder,
}


@pytest.fixture(scope="module", params=MAKERS)
def texts(request) -> TextEncoder:
    return MAKERS[request.param]()


@pytest.fixture(scope="module")
def pictures() -> OpenClipEncoder:
    return OpenClipEncoder(card_named("demo"), device="cpu", towers=frozenset({"image"}), batch_images=3)


def drawn(count: int):
    return [scene_draw(scene_random(seed), (100 + seed, 90)) for seed in range(count)]


def unit(vectors: np.ndarray, n: int, dim: int) -> bool:
    assert vectors.shape == (n, dim)
    assert vectors.dtype == np.float32
    return np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_texts_give_unit_rows_in_order(texts):
    vectors = texts.encode_texts(TEXTS)
    assert unit(vectors, len(TEXTS), texts.dim)
    assert np.allclose(vectors[0], vectors[4], atol=1e-5)
    assert vectors[0] @ vectors[2] < 0.99


def test_texts_do_not_depend_on_their_batch(texts):
    together = texts.encode_texts(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        assert row @ texts.encode_texts([text])[0] > 0.999


def test_texts_none_give_no_rows(texts):
    assert texts.encode_texts([]).shape == (0, texts.dim)


def test_pictures_give_unit_rows_in_order(pictures):
    images = drawn(7)
    vectors = pictures.encode_images(images)
    assert unit(vectors, 7, pictures.dim)
    assert np.allclose(vectors[5], pictures.encode_images(images[5:6])[0], atol=1e-4)


def test_pictures_none_give_no_rows(pictures):
    assert pictures.encode_images([]).shape == (0, pictures.dim)


def test_pictures_in_bf16_are_nearly_the_same(pictures):
    images = drawn(6)
    rough = OpenClipEncoder(card_named("demo"), device="cpu", precision="bf16").encode_images(images)
    assert (rough * pictures.encode_images(images)).sum(1).min() > 0.99


def test_keys_tell_encoders_apart(texts, pictures):
    assert 0 < len(texts.key) <= 64
    assert (texts.key == pictures.key) == isinstance(texts, OpenClipEncoder)

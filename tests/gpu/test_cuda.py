"""The open_clip encoder on a CUDA device."""

import numpy as np
import pytest
import torch

from imagesearch.embedding.base import BatchTooLarge
from imagesearch.embedding.cards import card_named
from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import scene_random
from imagesearch.embedding.openclip import OpenClipEncoder

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
]


@pytest.fixture(scope="module")
def encoder():
    return OpenClipEncoder(card_named("demo"), device="cuda:0", batch_images=16)


def pixels(encoder, count: int) -> np.ndarray:
    images = [scene_draw(scene_random(seed), (96, 96)) for seed in range(count)]
    return np.stack([encoder.preprocessing.pixels(image) for image in images])


def test_cuda_vectors_are_those_of_the_processor(encoder):
    images = [scene_draw(scene_random(seed), (120, 100)) for seed in range(40)]
    vectors = encoder.encode_images(images)
    assert vectors.shape == (40, encoder.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    there = OpenClipEncoder(card_named("demo"), device="cpu").encode_images(images)
    assert (vectors * there).sum(1).min() > 0.995


def test_cuda_vectors_do_not_depend_on_the_batch(encoder):
    batch = pixels(encoder, 20)
    single = np.concatenate([encoder.encode_pixels(row[None]) for row in batch])
    assert (encoder.encode_pixels(batch) * single).sum(1).min() > 0.999


def test_cuda_texts_and_pictures_share_a_space(encoder):
    best = encoder.encode_texts(["a red house"]) @ encoder.encode_images([scene_draw(scene_random(1), (90, 90))]).T
    assert -1 <= best.item() <= 1


def test_cuda_batch_that_does_not_fit_is_halved(encoder, monkeypatch):
    rows, sizes = encoder._image_rows, []

    def crowded(batch):
        sizes.append(len(batch))
        if len(batch) > 4:
            raise torch.OutOfMemoryError
        return rows(batch)

    monkeypatch.setattr(encoder, "_image_rows", crowded)
    assert encoder.encode_pixels(pixels(encoder, 16)).shape == (16, encoder.dim)
    assert sizes == [16, 8, 4, 4, 8, 4, 4]


def test_cuda_single_picture_that_does_not_fit_is_refused(encoder, monkeypatch):
    def full(_):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(encoder, "_image_rows", full)
    with pytest.raises(BatchTooLarge):
        encoder.encode_pixels(pixels(encoder, 1))

"""Pictures become the pixels that open_clip's own transform gives."""

import numpy as np
import open_clip  # noqa: TID253  the reference
import pytest
from PIL import Image

from imagesearch.core.errors import Misconfigured
from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import scene_random
from imagesearch.embedding.preprocessing import Preprocessing

HALF = (0.5, 0.5, 0.5)


def reference(image: Image.Image, resize_mode: str) -> np.ndarray:
    transform = open_clip.image_transform(
        64, is_train=False, mean=HALF, std=HALF, resize_mode=resize_mode, interpolation="bicubic"
    )
    pixels: np.ndarray = transform(image).permute(1, 2, 0).numpy() * 127.5 + 127.5
    return pixels


@pytest.mark.parametrize("resize_mode", ["shortest", "squash"])
@pytest.mark.parametrize("size", [(200, 200), (300, 200), (150, 260)])
def test_pixels_are_those_of_open_clip(resize_mode, size):
    picture = scene_draw(scene_random(3), size)
    ours = Preprocessing(64, HALF, HALF, resize_mode=resize_mode).pixels(picture)
    assert ours.shape == (64, 64, 3)
    assert ours.dtype == np.uint8
    # Cropping before resizing places the grid a fraction of a pixel elsewhere.
    assert np.abs(ours - reference(picture, resize_mode)).mean() < 3


def test_pixels_of_a_grey_picture_are_rgb():
    assert Preprocessing(8, HALF, HALF).pixels(Image.new("L", (20, 10))).shape == (8, 8, 3)


def test_pixels_longest_keeps_the_whole_picture():
    pixels = Preprocessing(8, HALF, HALF, resize_mode="longest").pixels(Image.new("RGB", (16, 8), "white"))
    assert pixels[0].max() == 0
    assert pixels[4].min() == 255


def test_preprocessing_unknown_is_refused():
    with pytest.raises(Misconfigured):
        Preprocessing(8, HALF, HALF, resize_mode="stretch")

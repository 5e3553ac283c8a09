"""WebP, decoded straight to a small size."""

import io

import numpy as np
import pytest
from PIL import Image

from imagesearch.pictures.reading import PictureRejected, picture_read
from imagesearch.pictures.webp import webp_scaled

SIZE = (60, 40)


def picture(mode: str = "RGB") -> Image.Image:
    across = Image.linear_gradient("L").rotate(90).resize((600, 400))
    down = Image.linear_gradient("L").resize((600, 400))
    colored = Image.merge("RGB", (across, down, Image.new("L", (600, 400), 90)))
    if mode == "RGBA":
        colored.putalpha(across)
    return colored


def webp(image: Image.Image, **options: object) -> bytes:
    body = io.BytesIO()
    image.save(body, "WEBP", **options)
    return body.getvalue()


@pytest.mark.parametrize("lossless", [True, False])
def test_webp_scaled_looks_as_pillow_sees_it(lossless: bool) -> None:
    body = webp(picture(), lossless=lossless, quality=90)
    scaled = webp_scaled(body, SIZE)
    assert scaled is not None
    expected = Image.open(io.BytesIO(body)).convert("RGB").resize(SIZE, Image.Resampling.HAMMING)
    assert (scaled.mode, scaled.size) == ("RGB", SIZE)
    assert np.abs(np.asarray(scaled, dtype=int) - np.asarray(expected, dtype=int)).mean() < 2


def test_webp_with_transparency_or_frames_is_left_to_pillow() -> None:
    frames = webp(picture(), save_all=True, append_images=[picture().rotate(180)])
    assert webp_scaled(webp(picture("RGBA")), SIZE) is None
    assert webp_scaled(frames, SIZE) is None
    assert picture_read(frames, side_px=64).width == 600


@pytest.mark.parametrize("kept", [0, 11, 30, 400])
def test_webp_cut_off_is_broken(kept: int) -> None:
    body = webp(picture(), quality=90)[:kept]
    assert webp_scaled(body, SIZE) is None
    with pytest.raises(PictureRejected):
        picture_read(body, side_px=64)

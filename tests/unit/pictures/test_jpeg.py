"""JPEG, decoded at a few eighths of its size."""

import io

import numpy as np
import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from imagesearch.pictures.jpeg import jpeg_drafted
from imagesearch.pictures.reading import picture_read
from tests.unit.pictures.test_webp import picture


def jpeg(image: Image.Image, **options: object) -> bytes:
    body = io.BytesIO()
    image.save(body, "JPEG", quality=95, **options)
    return body.getvalue()


def opened(body: bytes) -> JpegImageFile:
    image = Image.open(io.BytesIO(body))
    assert isinstance(image, JpegImageFile)
    return image


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("size", [(600, 400), (601, 403), (9, 17), (1, 1)])
@pytest.mark.parametrize("eighths", [1, 2, 3, 4, 5, 8])
def test_jpeg_drafted_is_what_a_full_decode_scaled_shows(
    mode: str, progressive: bool, size: tuple[int, int], eighths: int
):
    body = jpeg(picture().resize(size).convert(mode), progressive=progressive)
    wanted = (max(1, size[0] * eighths // 8), max(1, size[1] * eighths // 8))
    image = opened(body)
    jpeg_drafted(image, wanted)
    drafted_at = image.size
    pixels = image.convert("RGB")
    assert pixels.size == drafted_at
    assert drafted_at[0] >= wanted[0]
    assert drafted_at[1] >= wanted[1]
    if min(size) > 100:
        assert eighths > 4 or drafted_at[0] <= wanted[0] + 1
        whole = opened(body).convert("RGB").resize(drafted_at, Image.Resampling.BOX)
        assert np.abs(np.asarray(pixels, dtype=int) - np.asarray(whole, dtype=int)).mean() < 4


def test_jpeg_drafted_twice_or_too_small_stays_as_it_is():
    image = opened(jpeg(picture()))
    jpeg_drafted(image, (500, 300))
    assert image.size == (600, 400)
    jpeg_drafted(image, (100, 60))
    jpeg_drafted(image, (20, 20))
    assert image.size == (150, 100)


@pytest.mark.parametrize(
    ("size", "thumbnail"),
    [((1024, 768), (384, 288)), ((1200, 800), (450, 300)), ((900, 600), (450, 300)), ((1300, 1300), (256, 256))],
)
def test_jpeg_thumbnail_keeps_the_decoders_scale_where_it_is_near(size: tuple[int, int], thumbnail: tuple[int, int]):
    read = picture_read(jpeg(picture().resize(size)), side_px=256)
    assert (read.width, read.height) == size
    assert Image.open(io.BytesIO(read.thumbnail_jpeg)).size == thumbnail

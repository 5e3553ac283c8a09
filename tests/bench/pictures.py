"""Draws pictures that cost as much to fetch and decode as those of real sites: 30 to 150 KB, mostly JPEG."""

import io
from typing import Final

import numpy as np
from PIL import Image

BASES: Final = 120
"""Different pictures; every file is one of these with bytes of its own behind the end, so that no two are equal."""
PHOTO_SIZES_PX: Final = ((1024, 768), (900, 600), (1200, 800))
PNG_SIZE_PX: Final = (240, 180)


def picture_bases() -> list[tuple[str, bytes]]:
    """Suffix and bytes of every base picture: 80 % JPEG, a sixth of them progressive, 10 % PNG, 10 % WebP."""
    random = np.random.default_rng(1)
    return [_base(number, random) for number in range(BASES)]


def _base(number: int, random: np.random.Generator) -> tuple[str, bytes]:
    kind = number % 10
    if kind == 8:
        return "png", _encoded(_photo(PNG_SIZE_PX, random), "PNG", compress_level=6)
    photo = _photo(PHOTO_SIZES_PX[number % 3], random)
    if kind == 9:
        return "webp", _encoded(photo, "WEBP", quality=78, method=2)
    return "jpg", _encoded(photo, "JPEG", quality=80, progressive=number % 6 == 0)


def _photo(size_px: tuple[int, int], random: np.random.Generator) -> Image.Image:
    """Large soft shapes, fine grain on a part: the spectrum of a photograph, more or less."""
    width, height = size_px
    soft = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=np.uint8)).resize(size_px, Image.Resampling.BICUBIC)
    middle = Image.fromarray(random.integers(0, 256, (height // 16, width // 16, 3), dtype=np.uint8))
    pixels = np.asarray(Image.blend(soft, middle.resize(size_px, Image.Resampling.BICUBIC), 0.25), dtype=np.int16)
    grain = random.normal(0, random.uniform(0.5, 5.5), (height, width, 1))
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def _encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    body = io.BytesIO()
    picture.save(body, kind, **options)
    return body.getvalue()

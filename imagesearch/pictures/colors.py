"""Colour: any mode of Pillow to plain RGB as a browser shows it, and what colour a picture mostly has."""

import io
from functools import lru_cache
from typing import Final, cast

import numpy as np
from PIL import Image, ImageCms

WHITE: Final = (255, 255, 255)
GREY: Final = (96, 96, 96)
"""Behind pictures that vanish on white: a white logo on nothing."""
FLAT_RANGE_MAX: Final = 2
"""Difference between the lightest and the darkest pixel below which a picture is one colour."""
ICC_MAX_BYTES: Final = 4_000_000
CELL_BITS: Final = 5
CELLS: Final = 256 >> CELL_BITS
CELL_STRIDES: Final = np.array([CELLS * CELLS, CELLS, 1])
MINIATURE_SIDE_PX: Final = 24
LARGE_PIXELS: Final = 3_000_000
"""From here on a copy in another mode is worth avoiding."""
STRIP_PIXELS: Final = 500_000
"""Converted at a time then."""
_SRGB: Final = ImageCms.createProfile("sRGB")


def rgb_on_plain(image: Image.Image, size: tuple[int, int], profile: bytes | None) -> Image.Image:
    """The picture at a size, in sRGB, transparent parts on white (or grey where it would vanish).

    Args:
        image: opened, perhaps not yet loaded; modes of all kinds.
        size: width and height wanted, not larger than the picture.
        profile: its ICC profile, if it has one.

    Returns:
        An RGB picture without info.
    """
    plain = _eight_bit(_thinned(image, size))
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    plain = _in_srgb(plain, profile)
    if plain.mode == "RGBA":
        plain = _on_background(plain)
    plain.info = {}
    return plain


def dominant_color(miniature: Image.Image) -> str:
    """The middle of the most frequent neighbourhood of colours in an RGB miniature, as #rrggbb.

    Neighbourhoods overlap by half, so that no colour is split because it lies at a border.
    """
    pixels = np.asarray(miniature).reshape(-1, 3)
    cells = pixels >> CELL_BITS
    counts = np.bincount(cells @ CELL_STRIDES, minlength=CELLS**3).reshape(CELLS, CELLS, CELLS)
    for _ in range(3):  # along each axis in turn, two neighbours at a time
        counts = (counts[:-1] + counts[1:]).transpose(1, 2, 0)
    corner = np.array(np.unravel_index(counts.argmax(), counts.shape), dtype=np.uint8)
    members = pixels[((cells - corner) <= 1).all(axis=1)]  # what lies below wraps round
    members.sort(axis=0)
    return f"#{members[len(members) // 2].tobytes().hex()}"


def miniature_of(image: Image.Image) -> Image.Image:
    """An RGB picture in so few pixels that looking at all of them costs nothing; ranges of colours only shrink."""
    return image.resize((MINIATURE_SIDE_PX, MINIATURE_SIDE_PX), Image.Resampling.BOX, reducing_gap=2.0)


def has_narrow_range(image: Image.Image) -> bool:
    """Whether an RGB picture is one flat colour."""
    bands = cast("tuple[tuple[int, int], ...]", image.getextrema())
    return all(high - low <= FLAT_RANGE_MAX for low, high in bands)


def _thinned(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A large picture that must be converted, at a whole fraction of its size, so that no second copy of it is made."""
    factor = min(image.width // size[0], image.height // size[1]) // 2
    is_ready = image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info
    if factor < 2 or image.width * image.height < LARGE_PIXELS or is_ready:
        return image
    if image.mode in ("I", "F"):
        return image.reduce(factor)  # what is white in it shows only when all of it is seen
    rows = factor * max(1, STRIP_PIXELS // image.width // factor)
    tops = range(0, image.height, rows)
    strips = [
        _eight_bit(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor) for top in tops
    ]
    thin = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        thin.paste(strip, (0, number * strips[0].height))
    return thin


def _eight_bit(image: Image.Image) -> Image.Image:
    """Modes that can be resized and shown: L, RGB, RGBA or CMYK."""
    if image.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """16 and 32 bits a pixel: 16-bit pictures by their upper byte, others stretched between their extremes."""
    values = np.asarray(image)
    if image.mode.startswith("I;16") or (image.mode == "I" and 255 < values.max() < 65_536):
        return Image.fromarray((values >> 8).astype(np.uint8))
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    scaled = (values - low) * (255 / (high - low)) if high > low else np.zeros(values.shape)
    return Image.fromarray(np.nan_to_num(scaled).astype(np.uint8))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= ICC_MAX_BYTES:
        transform = _transform(profile, image.mode)
        if transform:
            return ImageCms.applyTransform(image, transform) or image
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


@lru_cache(maxsize=8)  # each with a profile of megabytes, if somebody means ill
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB; None where the profile is sRGB already, is broken or does not fit the mode."""
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return None
        return ImageCms.buildTransform(source, _SRGB, mode, "RGBA" if mode == "RGBA" else "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _on_background(image: Image.Image) -> Image.Image:
    on_white = _composed(image, WHITE)
    return _composed(image, GREY) if has_narrow_range(on_white) else on_white


def _composed(image: Image.Image, color: tuple[int, int, int]) -> Image.Image:
    background = Image.new("RGB", image.size, color)
    background.paste(image, mask=image.getchannel("A"))
    return background

"""Words for what can be measured of a picture: its colour, its size, its shape."""

import colorsys
from typing import Final

COLORS: Final = (
    "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "brown", "black", "grey", "white",
)  # fmt: skip
SIZES: Final = ("small", "medium", "large")
ASPECTS: Final = ("tall", "square", "wide", "panorama")

SMALL_BELOW_PIXELS: Final = 320 * 240
LARGE_FROM_PIXELS: Final = 1024 * 768
SQUARE_RATIO: Final = 1.1
"""Sides that differ by less than this look equal."""
PANORAMA_RATIO: Final = 2.0
HUES: Final = ((15, "red"), (42, "orange"), (68, "yellow"), (160, "green"), (190, "turquoise"), (255, "blue"),
               (290, "purple"), (345, "pink"), (361, "red"))  # fmt: skip
"""Upper end of each hue, in degrees."""


def size_class(width_px: int, height_px: int) -> str:
    """One of `SIZES`, by the number of pixels."""
    pixels = width_px * height_px
    if pixels < SMALL_BELOW_PIXELS:
        return "small"
    return "large" if pixels >= LARGE_FROM_PIXELS else "medium"


def aspect_class(width_px: int, height_px: int) -> str:
    """One of `ASPECTS`."""
    ratio = width_px / max(height_px, 1)
    if ratio >= PANORAMA_RATIO:
        return "panorama"
    if ratio > SQUARE_RATIO:
        return "wide"
    return "square" if ratio >= 1 / SQUARE_RATIO else "tall"


def color_name(color: str) -> str:
    """The name people give a colour `#rrggbb`, one of `COLORS`; empty for an empty text."""
    if len(color) != 7:
        return ""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    return _plain(lightness, saturation) or _hued(hue * 360, lightness, saturation)


def _plain(lightness: float, saturation: float) -> str:
    if lightness < 0.12:
        return "black"
    if lightness > 0.93:
        return "white"
    # Very light and very dark colours look grey though their saturation, a ratio, is high.
    if saturation * (1 - abs(2 * lightness - 1)) < 0.12:
        return "white" if lightness > 0.85 else "grey"
    return ""


def _hued(hue: float, lightness: float, saturation: float) -> str:
    name = next(name for end, name in HUES if hue < end)
    if name == "orange" and (lightness < 0.42 or saturation < 0.5):
        return "brown"
    if name == "red" and (lightness > 0.72 or (lightness < 0.3 and saturation < 0.5)):
        return "pink" if lightness > 0.72 else "brown"
    return name

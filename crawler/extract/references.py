"""A reference to a picture as a page writes it, and where the candidates of a `srcset` say how large they are."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from crawler.extract.srcset import srcset_candidates

DENSITY_BASE_PX: Final = 400.0
"""Taken for the width of a picture whose page does not say it, to compare `2x` with `800w`."""


class Reference(NamedTuple):
    """One reference; those of one element with the same group are alternatives for one picture."""

    route: str
    address: str
    group: str = ""
    width_px: float = 0.0
    """What the page says about its width; 0 when it says nothing."""


def srcset_references(route: str, text: str | None, group: str, base_px: float = 0.0) -> Iterator[Reference]:
    """The candidates of a srcset; `base_px` is the width of 1x where it is known."""
    for candidate in srcset_candidates(text or ""):
        width_px = described_width(candidate.descriptor, base_px or DENSITY_BASE_PX)
        yield Reference(route, candidate.url, group, width_px)


def described_width(descriptor: str, base_px: float) -> float:
    """Pixels of a valid descriptor: `640w`, `640w 480h`, `2x`, or nothing for 1x."""
    for part in descriptor.split():
        if part.endswith("w"):
            return float(part[:-1])
        if part.endswith("x"):
            return min(float(part[:-1]), 1000.0) * base_px
    return base_px


def pixels_said(text: str | None) -> float:
    """The number of a `width` or `height` attribute; 0 if there is none, or a share of something."""
    digits = (text or "").strip().removesuffix("px")
    return min(float(digits), 1e6) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0.0

"""Pictures to the pixels that a model reads; the same result as open_clip's own transform, at a part of its cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from imagesearch.core.errors import Misconfigured
from imagesearch.embedding.base import Pixels

FILTERS: Final = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """What a model's configuration says of its input; mean and std are of values from 0 to 1."""

    side_px: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: str = "bicubic"
    resize_mode: str = "shortest"

    def __post_init__(self) -> None:
        if self.resize_mode not in _RESIZERS or self.interpolation not in {*FILTERS, "random"}:
            raise Misconfigured(f"Preprocessing {self.resize_mode}/{self.interpolation} is not known here.")

    def pixels(self, image: Image.Image) -> Pixels:
        """The pixels of one picture.

        Returns:
            (side_px, side_px, 3) uint8 RGB.
        """
        resample = FILTERS.get(self.interpolation, Image.Resampling.BICUBIC)
        return np.asarray(_RESIZERS[self.resize_mode](image.convert("RGB"), self.side_px, resample))


Resizer = Callable[[Image.Image, int, Image.Resampling], Image.Image]


def _shortest(image: Image.Image, side_px: int, resample: Image.Resampling) -> Image.Image:
    """The central square, resized: resizing first and cropping then would compute pixels to throw them away."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return image.resize((side_px, side_px), resample, box=(left, top, left + side, top + side))


def _squash(image: Image.Image, side_px: int, resample: Image.Resampling) -> Image.Image:
    return image.resize((side_px, side_px), resample)


def _longest(image: Image.Image, side_px: int, resample: Image.Resampling) -> Image.Image:
    return ImageOps.pad(image, (side_px, side_px), resample)


_RESIZERS: Final[dict[str, Resizer]] = {"shortest": _shortest, "squash": _squash, "longest": _longest}

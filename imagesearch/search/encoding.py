"""The encoders of queries, as search needs them: one for each named vector, kept for the life of the process."""

from collections.abc import Sequence
from typing import Protocol

from PIL import Image

from imagesearch.search.calibration import Scale, Vectors


class QueryEncoders(Protocol):
    """What turns words and pictures into query vectors; rows are float32 of unit length."""

    card_key: str
    """Under which card the pixels of a collection must have been embedded to be comparable."""
    pixel_weight: float
    """How far this card's pixels are trusted, 0 to 1."""

    raw_scale: Scale | None
    """How to read raw cosines of text and picture, for a card whose cosines need no background; else None."""

    def pixel_trust(self, text: str) -> float:
        """How much of a text the image model can be expected to know, 0 to 1."""

    def pixels(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) in the space of the `image` vectors."""

    def meanings(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) in the space of the `text` vectors."""

    def pictures(self, images: Sequence[Image.Image]) -> Vectors:
        """(n, dim) in the space of the `image` vectors."""

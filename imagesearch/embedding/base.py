"""The ports of the embedding door: pictures and words in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imagesearch.core.errors import Rejected, Unavailable

Vectors = NDArray[np.float32]
"""(n, dim) float32 on the host, every row of unit L2 norm."""
Pixels = NDArray[np.uint8]
"""(h, w, 3) or (n, h, w, 3) RGB."""


class ModelUnavailable(Unavailable):
    """Weights are missing or the device is gone; another worker, or later, may do better."""

    code = "model_unavailable"


class BatchTooLarge(Rejected):
    """Not even one picture fits on the device beside what else is there."""

    code = "batch_too_large"


class ImageEncoder(Protocol):
    """Turns pictures into vectors."""

    dim: int
    key: str

    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        """Embed pictures, one row each, in input order.

        Args:
            images: n pictures of any size and mode, n >= 0; resized to the model's input here.

        Returns:
            (n, dim) float32 on the host, every row of unit L2 norm; (0, dim) for n = 0.

        Raises:
            BatchTooLarge: not even a single picture fits on the device.
            ModelUnavailable: the device is gone; retry later.
        """
        ...


class TextEncoder(Protocol):
    """Turns words into vectors."""

    dim: int
    key: str

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts, one row each, in input order; what is longer than the model reads is cut.

        Args:
            texts: n texts, n >= 0; an empty text is allowed.

        Returns:
            (n, dim) float32 on the host, every row of unit L2 norm; (0, dim) for n = 0.

        Raises:
            ModelUnavailable: the device is gone; retry later.
        """
        ...

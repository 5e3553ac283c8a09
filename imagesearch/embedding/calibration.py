"""What is measured instead of believed: which precision is faster here, and what a cosine means in a collection."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from imagesearch.embedding.base import Vectors

BF16_GAIN_MIN: Final = 1.3
"""bf16 must be faster by this factor to be worth its lost digits."""
ROUNDS: Final = 5
BACKGROUND_PROMPTS: Final = (
    "a photo", "a picture", "an image", "a drawing", "something", "a thing", "an object", "a person", "an animal",
    "a place", "a building", "food", "a vehicle", "a plant", "a tool", "furniture", "clothes", "text", "a logo",
    "an icon", "a screenshot", "a diagram", "a map", "a pattern", "a background", "a texture", "a landscape", "a room",
    "a street", "nature", "water", "the sky", "a face", "a hand", "a group", "a detail", "a product",
    "a black and white picture", "a colourful picture", "an old picture",
)  # fmt: skip
"""Words that say next to nothing: how near a picture is to these is how near it is to any words."""
SPREAD_MIN: Final = 0.01


def precision_choose(device: str) -> str:
    """The precision that embeds fastest on a device, measured on one layer of a common size in well under two seconds."""
    import torch

    if device != "cpu":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp16"
    seconds = {}
    for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        layer = torch.nn.Sequential(torch.nn.Linear(768, 3072), torch.nn.GELU(), torch.nn.Linear(3072, 768)).to(dtype)
        batch = torch.randn(800, 768, dtype=dtype)
        with torch.inference_mode():
            layer(batch)
            seconds[name] = min(_seconds(lambda: layer(batch)) for _ in range(ROUNDS))  # noqa: B023  called at once
    return "bf16" if seconds["fp32"] > seconds["bf16"] * BF16_GAIN_MIN else "fp32"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class ScoreBackground:
    """How near pictures are to words that say nothing."""

    mean: float
    std: float


def score_background(pictures: Vectors, prompts: Vectors) -> ScoreBackground:
    """The cosines between a sample of a collection's pictures and the background prompts, as mean and spread.

    Args:
        pictures: (n, dim) float32, unit norm; some hundreds of a collection are enough.
        prompts: (q, dim) float32, unit norm: `BACKGROUND_PROMPTS` through the text tower.

    Returns:
        Mean and standard deviation of the n x q cosines; (0, 1) for n = 0.
    """
    if not len(pictures):
        return ScoreBackground(0.0, 1.0)
    cosines = pictures @ prompts.T
    return ScoreBackground(float(cosines.mean()), max(float(cosines.std()), SPREAD_MIN))


def scores_calibrate(cosines: NDArray[np.float32], background: ScoreBackground) -> NDArray[np.float32]:
    """Cosines as standard deviations above what words that say nothing reach in the same collection.

    Args:
        cosines: any shape.
        background: of the same collection and model.

    Returns:
        The same shape, float32; around 0 means no more than chance, above 3 a fitting picture.
    """
    scores: NDArray[np.float32] = ((cosines - background.mean) / background.std).astype(np.float32)
    return scores

"""A pool of drawn pictures in one file: drawn once by a few processes, read again and again by the training.

Run: python -m imagesearch.embedding.demo.pool --file FILE --count 60000
"""

import argparse
import io
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import Scene, scene_random

INPUT_PX = 64
CHUNK = 500
WIDE_SHARE = 0.3

Pixels = NDArray[np.uint8]


def picture_seen(scene: Scene) -> Image.Image:
    """A scene as the model meets it: drawn at some size, saved as JPEG, squashed to the side the model takes."""
    rng = Random(scene.seed * 104729 + 3)
    side_px = rng.randint(72, 150)
    wide = rng.uniform(1.1, 1.5) if rng.random() < WIDE_SHARE else 1.0
    size_px = (round(side_px * wide), side_px) if rng.random() < 0.5 else (side_px, round(side_px * wide))
    buffer = io.BytesIO()
    scene_draw(scene, size_px).save(buffer, "JPEG", quality=rng.randint(70, 95))
    return Image.open(buffer).resize((INPUT_PX, INPUT_PX), Image.Resampling.BICUBIC)


def pool_open(file: Path, count: int) -> Pixels:
    """The pictures of the seeds 0 to count - 1.

    Returns:
        (count, INPUT_PX, INPUT_PX, 3) uint8, mapped from the file, read-only.
    """
    return np.memmap(file, np.uint8, "r", shape=(count, INPUT_PX, INPUT_PX, 3))


def pool_write(file: Path, count: int, processes: int) -> None:
    """Draw the pool; a file of the right size is believed and left alone."""
    if file.exists() and file.stat().st_size == count * INPUT_PX * INPUT_PX * 3:
        return
    part = file.with_suffix(".part")
    pool = np.memmap(part, np.uint8, "w+", shape=(count, INPUT_PX, INPUT_PX, 3))
    starts = range(0, count, CHUNK)
    with ProcessPoolExecutor(processes) as executor:
        for start, chunk in zip(starts, executor.map(_chunk_draw, starts), strict=True):
            pool[start : start + CHUNK] = chunk[: count - start]
    pool.flush()
    part.rename(file)


def _chunk_draw(start: int) -> Pixels:
    return np.stack([np.asarray(picture_seen(scene_random(seed))) for seed in range(start, start + CHUNK)])


def main() -> None:
    """Draw a pool from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    pool_write(options.file, options.count, options.processes)


if __name__ == "__main__":
    main()

"""Copies of photos, resized and stored anew: they must fold into one result, and different photos must not."""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from imagesearch.env import ROOT
from imagesearch.pictures.looks import LOOK_BYTES, NAMESAKE_TOLERANCE, TOLERANCE, look_of, looks_alike
from tests.eval.tables import Table

FOLDERS: Final = tuple(ROOT.parent / "shared" / "photos" / name / "img" for name in ("imagenet-sample", "grocery"))
TOLERANCES: Final = (TOLERANCE, NAMESAKE_TOLERANCE)
EVERY: Final = 4
"""Of so many photos one is altered; all of them are compared with each other."""


def copies_measure() -> Table:
    """How many copies fold into their original, by how they were altered, and how many different photos fold."""
    photos = list(photos_read())
    looks = np.stack([_look(photo) for photo in photos])
    differences = looks_alike(looks)[np.triu_indices(len(photos), k=1)]
    rows = [[name, *_folded(photos, looks, alter)] for name, alter in ALTERATIONS.items()]
    different = [float(np.mean(differences <= tolerance)) for tolerance in TOLERANCES]
    rows.append([f"nothing: different photos, {len(differences)} pairs", *different])
    return Table(f"copies of {len(photos)} photos", ("altered by", "folded", "folded if words are equal"), rows)


def _folded(
    photos: Sequence[Image.Image], looks: np.ndarray, alter: Callable[[Image.Image], Image.Image]
) -> list[float]:
    """Which share of the chosen photos folds with its altered copy, under other and under equal words."""
    chosen = range(0, len(photos), EVERY)
    differences = np.array([_difference(looks[index], _look(alter(photos[index]))) for index in chosen])
    return [float(np.mean(differences <= tolerance)) for tolerance in TOLERANCES]


def photos_read() -> Iterator[Image.Image]:
    """All of them, RGB, in the order of their paths."""
    for path in sorted(path for folder in FOLDERS for path in folder.rglob("*.jpg")):
        yield _opened(path)


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def _look(image: Image.Image) -> np.ndarray:
    return np.frombuffer(look_of(image), dtype=np.uint8).reshape(LOOK_BYTES)


def _difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(looks_alike(np.stack([one, other]))[0, 1])


def _resized(share: float) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.resize((max(round(image.width * share), 1), max(round(image.height * share), 1)))


def _cropped(share: float) -> Callable[[Image.Image], Image.Image]:
    """A share less on each side."""
    return lambda image: image.crop(
        (
            round(image.width * share),
            round(image.height * share),
            round(image.width * (1 - share)),
            round(image.height * (1 - share)),
        )
    )


def _stored(kind: str, quality: int) -> Callable[[Image.Image], Image.Image]:
    def alter(image: Image.Image) -> Image.Image:
        body = io.BytesIO()
        image.save(body, kind, quality=quality)
        with Image.open(body) as stored:
            return stored.convert("RGB")

    return alter


ALTERATIONS: Final[dict[str, Callable[[Image.Image], Image.Image]]] = {
    "half the size": _resized(0.5),
    "a third of the size": _resized(1 / 3),
    "twice the size": _resized(2),
    "JPEG, quality 50": _stored("JPEG", 50),
    "WebP, quality 60": _stored("WEBP", 60),
    "half the size, JPEG, quality 60": lambda image: _stored("JPEG", 60)(_resized(0.5)(image)),
    "1 % cropped on each side": _cropped(0.01),
    "2 % cropped on each side": _cropped(0.02),
}

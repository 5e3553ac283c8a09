"""Copies of photos, resized and stored anew: they must fold into one result, and different photos must not."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from imagesearch.env import ROOT
from imagesearch.pictures.looks import LOOK_BYTES, TOLERANCE, look_of, looks_alike
from tests.eval.tables import Table

FOLDERS: Final = tuple(ROOT.parent / "shared" / "photos" / name / "img" for name in ("imagenet-sample", "grocery"))
EVERY: Final = 4
"""Of so many photos one is altered; all of them are compared with each other."""


def copies_measure() -> Table:
    """How many copies fold into their original, by how they were altered, and how many different photos fold."""
    photos = list(photos_read())
    looks = np.stack([_look(photo) for photo in photos])
    alike = looks_alike(looks) <= TOLERANCE
    pairs = len(photos) * (len(photos) - 1) // 2
    false_folds = int(np.triu(alike, k=1).sum()) / pairs
    chosen = range(0, len(photos), EVERY)
    folded = {
        name: float(np.mean([_is_folded(looks[index], _look(alter(photos[index]))) for index in chosen]))
        for name, alter in ALTERATIONS.items()
    }
    rows: list[list[str | float]] = [[name, share] for name, share in folded.items()]
    rows.append([f"nothing: different photos, {pairs} pairs", false_folds])
    return Table(f"copies of {len(photos)} photos", ("altered by", "folded"), rows)


def photos_read() -> Iterator[Image.Image]:
    """All of them, RGB, in the order of their paths."""
    for path in sorted(path for folder in FOLDERS for path in folder.rglob("*.jpg")):
        yield _opened(path)


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def _look(image: Image.Image) -> np.ndarray:
    return np.frombuffer(look_of(image), dtype=np.uint8).reshape(LOOK_BYTES)


def _is_folded(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(looks_alike(np.stack([one, other]))[0, 1] <= TOLERANCE)


def _resized(share: float) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.resize((max(round(image.width * share), 1), max(round(image.height * share), 1)))


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
}

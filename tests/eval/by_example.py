"""Search by example with the model at hand: altered copies must come first, and other photos of the same thing early."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from PIL import Image

from imagesearch.embedding.loading import image_encoder
from imagesearch.search.calibration import Vectors, likeness
from imagesearch.search.fusion import STRONG_FROM
from tests.eval.copies import ALTERATIONS, FOLDERS, photos_read
from tests.eval.metrics import average_precision, recall
from tests.eval.tables import Table

GROCERY: Final = FOLDERS[1].parent
EVERY: Final = 8
"""Of so many photos one is asked for, altered."""
BATCH: Final = 64
CROP: Final = 0.8


@dataclass(frozen=True, slots=True)
class Goods:
    """A photo of the shelves, or the clean picture of a product."""

    file: str
    label: str
    kind: str
    is_clean: bool


def examples_measure() -> list[Table]:
    """Copies among all photos, and products among photos of the shop."""
    return [_copies_table(), _goods_table()]


def _copies_table() -> Table:
    photos = list(photos_read())
    vectors = _encoded(iter(photos))
    chosen = range(0, len(photos), EVERY)
    scale = likeness(vectors[:300])
    rows: list[Sequence[str | float | int]] = []
    for name, alter in {**ALTERATIONS, "cropped to four fifths": _cropped, "half the light": _darkened}.items():
        cosines = _encoded(alter(photos[index]) for index in chosen) @ vectors.T
        own = cosines[np.arange(len(chosen)), list(chosen)]
        places = (cosines > own[:, None]).sum(axis=1)
        strong = np.mean([scale.probability(float(cosine)) >= STRONG_FROM for cosine in own])
        rows.append([name, float(np.mean(places == 0)), float(np.mean(places < 10)), float(strong)])
    return Table(f"by example: altered copies of {len(chosen)} among {len(photos)} photos, {image_encoder().card.name} model",
                 ("altered by", "found first", "among ten", "strong"), rows)  # fmt: skip


def _goods_table() -> Table:
    goods = list(_goods())
    vectors = _encoded(_opened(one) for one in goods)
    shelf = [index for index, one in enumerate(goods) if not one.is_clean]
    asked = [index for index, one in enumerate(goods) if one.is_clean]
    ways: dict[str, Callable[[Goods], str]] = {"same product": lambda one: one.label, "same kind": lambda one: one.kind}
    rows = [[name, *_found(goods, vectors, asked, shelf, way)] for name, way in ways.items()]
    title = f"by example: {len(asked)} clean product pictures, {len(shelf)} photos of shelves, {image_encoder().card.name} model"
    return Table(title, ("relevant", "recall@10", "mAP", "mAP by chance"), rows)


def _found(
    goods: Sequence[Goods], vectors: Vectors, asked: Sequence[int], shelf: Sequence[int], way: Callable[[Goods], str]
) -> list[float]:
    figures = []
    for index in asked:
        relevant = {goods[other].file for other in shelf if way(goods[other]) == way(goods[index])}
        order = np.argsort(-(vectors[shelf] @ vectors[index]), kind="stable")
        ranked = [goods[shelf[place]].file for place in order]
        if relevant:
            figures.append((recall(ranked, relevant), average_precision(ranked, relevant), len(relevant) / len(shelf)))
    return [float(value) for value in np.mean(figures, axis=0)]


def _goods() -> Iterator[Goods]:
    with (GROCERY / "labels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Goods(row["file"], row["label"], row["coarse_label"], row["kind"] == "product-picture")


def _opened(one: Goods) -> Image.Image:
    with Image.open(GROCERY / one.file) as image:
        return image.convert("RGB")


def _encoded(images: Iterator[Image.Image]) -> Vectors:
    batches = []
    while batch := list(islice(images, BATCH)):
        batches.append(image_encoder().encode_images(batch))
    return np.concatenate(batches)


def _cropped(image: Image.Image) -> Image.Image:
    width, height = round(image.width * CROP), round(image.height * CROP)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def _darkened(image: Image.Image) -> Image.Image:
    return image.point(lambda level: level // 2)

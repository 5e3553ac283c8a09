"""Calibrations of collections, measured when first asked for and again when a collection has grown."""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np

from imagesearch.search.calibration import MEANING_SCALE, PIXELS_SCALE, Calibration, Vectors, calibrate, likeness
from imagesearch.search.encoding import QueryEncoders
from imagesearch.search.prompts import BACKGROUND, PIXELS_TEMPLATE
from imagesearch.search.retrieval import Scales
from imagesearch.vectors.base import VectorStore
from imagesearch.vectors.layout import IMAGE, TEXT

SAMPLE_POINTS: Final = 300
"""Ids are hashes, so the first ones are a random sample."""
GROWTH: Final = 1.25
"""A collection that grew by this factor is measured anew."""
RECOUNT_SECONDS: Final = 2.0
"""Counting costs as much as searching, and nothing grows by a quarter so soon, but for the smallest."""
KEPT_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Measured:
    """Scales, and how large the collection was."""

    points: int
    scales: Scales
    counted_at: float
    """By the monotonic clock."""


class ScaleBook:
    """Keeps the scales of collections; threads may share it."""

    def __init__(self, store: VectorStore, encoders: QueryEncoders) -> None:
        self._store = store
        self._raw_scale = encoders.raw_scale
        self._prompts = {
            IMAGE: encoders.pixels([PIXELS_TEMPLATE.format(prompt) for prompt in BACKGROUND]),
            TEXT: encoders.meanings(BACKGROUND),
        }
        self._measured: dict[str, Measured] = {}
        self._lock = Lock()

    def of(self, collection: str) -> Scales:
        """The scales of a collection, measured within milliseconds if need be."""
        known = self._measured.get(collection)
        if known is None or time.monotonic() - known.counted_at > RECOUNT_SECONDS:
            points = self._store.count(collection)
            is_good = known is not None and known.points <= points <= known.points * GROWTH
            scales = known.scales if known is not None and is_good else self._measure(collection)
            known = Measured(known.points if known is not None and is_good else points, scales, time.monotonic())
            with self._lock:
                if len(self._measured) >= KEPT_MAX:
                    self._measured.clear()
                self._measured[collection] = known
        return known.scales

    def _measure(self, collection: str) -> Scales:
        hits, _ = self._store.scroll(collection, limit=SAMPLE_POINTS)
        ids = [hit.id for hit in hits]
        images, texts = (self._sample(collection, ids, name) for name in (IMAGE, TEXT))
        raw = Calibration(self._raw_scale) if self._raw_scale else None
        pixels = raw or calibrate(images, self._prompts[IMAGE], PIXELS_SCALE)
        return Scales(pixels, calibrate(texts, self._prompts[TEXT], MEANING_SCALE), likeness(images))

    def _sample(self, collection: str, ids: list[str], name: str) -> Vectors:
        vectors = list(self._store.retrieve(collection, ids, name=name).values())
        dim = self._prompts[name].shape[1]
        return np.stack(vectors) if vectors else np.zeros((0, dim), dtype=np.float32)

"""Calibrations of collections, measured when first asked for and again when a collection has grown."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np

from imagesearch.search.calibration import Calibration, Vectors, likeness, meaning_calibrate, pixels_calibrate
from imagesearch.search.encoding import QueryEncoders
from imagesearch.search.prompts import BACKGROUND, PIXELS_TEMPLATE, SCENES, THINGS
from imagesearch.search.rarity import rarity_measure
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
LANGUAGES_MAX: Final = 5
"""A query is read by the rules of so many languages of a collection."""


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
        self._prompts = encoders.pixels([PIXELS_TEMPLATE.format(text) for text in BACKGROUND])
        self._things = {
            IMAGE: encoders.pixels([PIXELS_TEMPLATE.format(text) for text in THINGS]),
            TEXT: encoders.meanings(THINGS),
        }
        self._scenes = encoders.meanings(SCENES)
        self._measured: dict[str, Measured] = {}
        self._lock = Lock()

    def of(self, collection: str) -> Scales:
        """The scales of a collection, measured within milliseconds if need be."""
        known = self._measured.get(collection)
        if known is None or time.monotonic() - known.counted_at > RECOUNT_SECONDS:
            points = self._store.count(collection)
            is_good = known is not None and known.points <= points <= known.points * GROWTH
            scales = known.scales if known is not None and is_good else self._measure(collection, points)
            known = Measured(known.points if known is not None and is_good else points, scales, time.monotonic())
            with self._lock:
                if len(self._measured) >= KEPT_MAX:
                    self._measured.clear()
                self._measured[collection] = known
        return known.scales

    def _measure(self, collection: str, points: int) -> Scales:
        hits, _ = self._store.scroll(collection, limit=SAMPLE_POINTS)
        images, texts = (self._sample(collection, [hit.id for hit in hits], name) for name in (IMAGE, TEXT))
        each = points / max(len(hits), 1)  # so many pictures of the collection stand behind each one of the sample
        meaning = meaning_calibrate(texts, self._things[TEXT], self._scenes, points=each * len(texts))
        payloads = [hit.payload for hit in hits]
        rarity = rarity_measure(payloads)
        return Scales(self._pixels_scale(images, each), meaning, likeness(images), rarity, languages_of(payloads))

    def _pixels_scale(self, images: Vectors, each: float) -> Calibration:
        if self._raw_scale:
            return Calibration(self._raw_scale)
        return pixels_calibrate(images, self._prompts, self._things[IMAGE], points=each * len(images))

    def _sample(self, collection: str, ids: list[str], name: str) -> Vectors:
        vectors = list(self._store.retrieve(collection, ids, name=name).values())
        dim = self._things[name].shape[1]
        return np.stack(vectors) if vectors else np.zeros((0, dim), dtype=np.float32)


def languages_of(payloads: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """The languages of the words of a sample, most frequent first, at least one."""
    spoken = (payload for payload in payloads if payload.get("said") or payload.get("around"))
    counts = Counter(str(payload.get("language", "")) for payload in spoken)
    return tuple(language for language, _ in counts.most_common(LANGUAGES_MAX)) or ("",)

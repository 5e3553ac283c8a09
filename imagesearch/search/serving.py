"""The encoders and the engine of a search worker, made once and warm before the first question."""

import hashlib
import re
import threading
from collections.abc import Sequence
from functools import cache
from typing import Final

from PIL import Image

from imagesearch.caches.layers import PICTURE_VECTORS, QUERY_VECTORS
from imagesearch.embedding.cards import DEMO_CARD
from imagesearch.embedding.demo.vocabulary import (
    COLOR_SYNONYMS,
    COLORS,
    KINDS,
    NUMBERS,
    PATTERNS,
    PLACE_NAMES,
    PLACES,
)
from imagesearch.embedding.loading import QueryEncoder, query_encoder
from imagesearch.search.calibration import DEMO_SCALE, Scale, Vectors
from imagesearch.search.engine import SearchEngine
from imagesearch.search.vectors_cached import vectors_cached
from imagesearch.vectors.bm25 import terms
from imagesearch.vectors.store import vector_store

WORD: Final = re.compile(r"[^\W_]+")
PICTURE_WORDS: Final = "photo picture image drawing thing object item background color"
_starting = threading.Lock()


class ServingEncoders:
    """The encoders of this process as the engine wants them. See `encoding.QueryEncoders`."""

    def __init__(self, encoder: QueryEncoder) -> None:
        self._encoder = encoder
        self.card_key = encoder.card.key
        self.pixel_weight = encoder.card.pixel_weight
        self._is_demo = encoder.card.name == DEMO_CARD.name
        self.raw_scale: Scale | None = DEMO_SCALE if self._is_demo else None

    def pixel_trust(self, text: str) -> float:
        """See the port: the demo model knows a closed world, and makes anything of a word that it never read."""
        if not self._is_demo:
            return 1.0
        words = [found for word in WORD.findall(text) if (found := terms(word))]
        return (sum(found <= demo_terms() for found in words) / len(words)) ** 2 if words else 1.0

    def pixels(self, texts: Sequence[str]) -> Vectors:
        """See the port."""
        return vectors_cached(QUERY_VECTORS, self.card_key, texts, self._encoder.text_vectors)

    def meanings(self, texts: Sequence[str]) -> Vectors:
        """See the port."""
        return vectors_cached(QUERY_VECTORS, self._encoder.words_key, texts, self._encoder.word_vectors)

    def pictures(self, images: Sequence[Image.Image]) -> Vectors:
        """See the port; only what a person brings comes here, so it is a few pictures."""
        keys = [hashlib.sha256(image.tobytes()).hexdigest() for image in images]
        by_key = dict(zip(keys, images, strict=True))
        return vectors_cached(
            PICTURE_VECTORS,
            self.card_key,
            keys,
            lambda lacking: self._encoder.image_vectors([by_key[k] for k in lacking]),
        )


def search_engine() -> SearchEngine:
    """The engine of this process; seconds on the first call, of which one thread makes it for all.

    Raises:
        ModelUnavailable: weights are not to be had.
    """
    with _starting:
        return _engine()


def search_encoders() -> ServingEncoders:
    """The encoders of this process; made with the first call.

    Raises:
        ModelUnavailable: weights are not to be had.
    """
    with _starting:
        return _encoders()


@cache
def demo_terms() -> frozenset[int]:
    """The stems of all words that the demo model has read."""
    names = [*COLORS, *(text for texts in COLOR_SYNONYMS.values() for text in texts), *NUMBERS.values(), PICTURE_WORDS]
    names += [text for word in KINDS.values() for text in (word.singular, word.plural, *word.synonyms)]
    names += [text for group in (PLACES, PLACE_NAMES, PATTERNS) for texts in group.values() for text in texts]
    return terms(" ".join(names))


@cache
def _engine() -> SearchEngine:
    return SearchEngine(vector_store(), _encoders())


@cache
def _encoders() -> ServingEncoders:
    return ServingEncoders(query_encoder())

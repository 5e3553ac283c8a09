"""Vectors of sentences, kept between runs: the sentence model is the slowest part of an evaluation, even to load."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from imagesearch import env
from imagesearch.embedding.cards import words_key
from imagesearch.embedding.loading import words_encoder
from imagesearch.search.calibration import Vectors

KEPT_DIR: Final = env.ROOT / ".cache" / "eval"
_known: dict[str, Vectors] = {}
"""Of single texts, by text: (dim,)."""


def meanings(texts: Sequence[str]) -> Vectors:
    """(n, dim) float32 of unit length, in the order of the texts."""
    if any(text not in _known for text in texts):
        _known.update(zip(texts, _read_or_encoded(texts), strict=True))
    return np.stack([_known[text] for text in texts])


def _read_or_encoded(texts: Sequence[str]) -> Vectors:
    joined = "\0".join((_model_key(), *texts))
    path = KEPT_DIR / f"{hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()}.npy"
    if path.exists():
        return np.asarray(np.load(path), dtype=np.float32)
    vectors = words_encoder().encode_texts(texts)
    KEPT_DIR.mkdir(parents=True, exist_ok=True)
    np.save(path, vectors)
    return vectors


@cache
def _model_key() -> str:
    return words_key(env.WORDS_MODEL)

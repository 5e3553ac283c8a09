"""Vectors of sentences, kept between runs: the sentence model is the slowest part of an evaluation."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from imagesearch.embedding.loading import words_encoder
from imagesearch.env import ROOT
from imagesearch.search.calibration import Vectors

KEPT_DIR: Final = ROOT / ".cache" / "eval"


def meanings(texts: Sequence[str]) -> Vectors:
    """(n, dim) float32 of unit length, in the order of the texts."""
    if len(texts) == 1:
        return _meaning(texts[0])
    joined = "\0".join((_model_key(), *texts))
    path = KEPT_DIR / f"{hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()}.npy"
    if path.exists():
        return np.asarray(np.load(path), dtype=np.float32)
    vectors = words_encoder().encode_texts(texts)
    KEPT_DIR.mkdir(parents=True, exist_ok=True)
    np.save(path, vectors)
    return vectors


@cache
def _meaning(text: str) -> Vectors:
    return words_encoder().encode_texts([text])


@cache
def _model_key() -> str:
    return words_encoder().key

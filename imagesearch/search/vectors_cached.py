"""Vectors of queries, looked up before they are computed."""

import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from imagesearch.caches.layers import Layer
from imagesearch.caches.store import cache_get, cache_put
from imagesearch.search.calibration import Vectors

STORED_DTYPE: Final = "<f4"
"""Not half as long: a vector read back must rank as the one computed did, or a list could not be read on in."""
LOOKED_UP_MAX: Final = 8
"""More at once are no query but the prompts of a calibration, computed once for each process."""


def vectors_cached(
    layer: Layer, model_key: str, keys: Sequence[str], compute: Callable[[Sequence[str]], Vectors]
) -> Vectors:
    """Vectors by key, one row each, in order; those that are not kept are computed together and kept.

    Args:
        layer: the cache.
        model_key: whose vectors; another model's are other ones.
        keys: n keys.
        compute: (m, dim) float32 for m of the keys.
    """
    if not 0 < len(keys) <= LOOKED_UP_MAX:
        return compute(keys)
    kept = {key: cache_get(layer, f"{model_key} {key}") for key in dict.fromkeys(keys)}
    rows = {key: np.frombuffer(body, dtype=STORED_DTYPE) for key, body in kept.items() if body is not None}
    lacking = [key for key in kept if key not in rows]
    if lacking:
        started = time.perf_counter()
        computed = compute(lacking)
        cost_ms = (time.perf_counter() - started) * 1000 / len(lacking)
        for key, row in zip(lacking, computed, strict=True):
            rows[key] = row
            cache_put(layer, f"{model_key} {key}", row.astype(STORED_DTYPE).tobytes(), cost_ms=cost_ms)
    return np.stack([rows[key] for key in keys])

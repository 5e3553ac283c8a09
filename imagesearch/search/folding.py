"""Which pictures are the same one, resized or stored anew: by what they look like, not by what a model makes of them."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from imagesearch.pictures.looks import LOOK_BYTES, looks_alike

NAMESAKE_TOLERANCE: Final = 0.45
"""Pictures with equal words may differ more: a crop of a few pixels, another contrast."""


def looks_fold(looks: Sequence[str], said: Sequence[str], groups: Sequence[str]) -> list[int]:
    """For each picture the first one of its group that looks the same, which may be itself.

    Args:
        looks: n looks as hex digits, best match first; empty where unknown.
        said: n texts; pictures with equal words may differ a little more.
        groups: n names; only pictures of one group are compared.
    """
    known = [index for index, look in enumerate(looks) if len(look) == 2 * LOOK_BYTES]
    pixels = np.frombuffer(bytes.fromhex("".join(looks[index] for index in known)), dtype=np.uint8)
    rows = pixels.reshape(len(known), LOOK_BYTES)
    leaders = list(range(len(looks)))
    firsts: list[int] = []
    for row, index in enumerate(known):
        same = looks_alike(rows[row], rows[firsts])
        similar = looks_alike(rows[row], rows[firsts], tolerance=NAMESAKE_TOLERANCE)
        candidates = [known[firsts[place]] for place in np.flatnonzero(similar)]
        certain = {known[firsts[place]] for place in np.flatnonzero(same)}
        fitting = [
            c for c in candidates if groups[c] == groups[index] and (c in certain or _is_namesake(said[c], said[index]))
        ]
        if fitting:
            leaders[index] = fitting[0]
        else:
            firsts.append(row)
    return leaders


def _is_namesake(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()

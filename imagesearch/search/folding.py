"""Which pictures are the same one, resized or stored anew: by what they look like, not by what a model makes of them."""

from collections.abc import Sequence

import numpy as np

from imagesearch.pictures.looks import LOOK_BYTES, NAMESAKE_TOLERANCE, TOLERANCE, looks_alike
from imagesearch.search.wording import folded


def looks_fold(looks: Sequence[str], said: Sequence[str], groups: Sequence[str]) -> list[int]:
    """For each picture the first one of its group that looks the same, which may be itself.

    Args:
        looks: n looks as hex digits, best match first; empty where unknown.
        said: n texts; pictures with equal words, whatever their case and marks, may differ a little more.
        groups: n names; only pictures of one group are compared.
    """
    known = [index for index, look in enumerate(looks) if len(look) == 2 * LOOK_BYTES]
    pixels = np.frombuffer(bytes.fromhex("".join(looks[index] for index in known)), dtype=np.uint8)
    differences = looks_alike(pixels.reshape(len(known), LOOK_BYTES))
    leaders = list(range(len(looks)))
    spelled = [folded(text) for text in said]
    for row, column in np.argwhere(np.triu(differences <= NAMESAKE_TOLERANCE, k=1)):
        leader, follower = known[row], known[column]
        is_free = leaders[leader] == leader and leaders[follower] == follower
        is_namesake = bool(spelled[leader]) and spelled[leader] == spelled[follower]
        is_same = differences[row, column] <= TOLERANCE or is_namesake
        if is_free and is_same and groups[leader] == groups[follower]:
            leaders[follower] = leader
    return leaders

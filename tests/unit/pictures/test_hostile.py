"""Picture files that ask for more than they give: each has its reason, and whatever is made of it, nothing else is raised."""

import random
import struct

import pytest

from crawler.items import FetchedPicture
from crawler.pipelines.pictures import picture_outcome
from imagesearch.pictures.parts import has_sane_parts
from tests.hostile.pictures import PICTURES, hostile_picture, jpeg


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what it stumbles over
@pytest.mark.usefixtures("state_dir")
@pytest.mark.parametrize("name", sorted(PICTURES))
def test_hostile_picture_has_its_reason(name: str) -> None:
    outcome = picture_outcome(FetchedPicture(1, 200, hostile_picture(name)))
    assert f"{outcome.status}:{outcome.reason}".rstrip(":") == PICTURES[name][1]


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_hostile_picture_bent_has_a_verdict(name: str) -> None:
    chance = random.Random(name)
    body = bytearray(hostile_picture(name)[:5000])
    for _ in range(20):
        for _ in range(chance.randint(1, 8)):
            if body:
                body[chance.randrange(len(body))] = chance.randrange(256)
        assert has_sane_parts(bytes(body)) in (True, False)
        assert has_sane_parts(bytes(body[: chance.randrange(len(body) + 1)])) in (True, False)


@pytest.mark.usefixtures("state_dir")
@pytest.mark.parametrize(("more", "end"), [(0, "fetched"), (1, "failed"), (200, "failed")])
def test_scans_behind_one_that_has_everything_are_not_decoded(more: int, end: str) -> None:
    whole = jpeg(400, 300)
    scan = whole[whole.index(b"\xff\xda") : -2]
    outcome = picture_outcome(FetchedPicture(1, 200, whole[:-2] + scan * more + b"\xff\xd9"))
    assert (outcome.status, outcome.reason) == (end, "broken" if more else "")


def test_scans_of_single_colours_are_counted() -> None:
    whole = jpeg(400, 300)
    at = whole.index(b"\xff\xda")
    one_of_three = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0)
    assert has_sane_parts(whole[:at] + one_of_three * 3)
    assert not has_sane_parts(whole[:at] + one_of_three * 200)

"""Copies of a picture fold into one result; other pictures do not."""

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from imagesearch.pictures.looks import LOOK_BYTES, look_of
from imagesearch.search.folding import looks_fold


def scribble(seed: int, side_px: int = 256) -> Image.Image:
    """A picture like no other."""
    rng = random.Random(seed)
    picture = Image.new("RGB", (side_px, side_px), rng.choice(["#335577", "#ddccaa", "#112211"]))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, size = rng.randrange(side_px), rng.randrange(side_px), rng.randrange(10, 90)
        draw.ellipse((x, y, x + size, y + size), fill=tuple(rng.randrange(256) for _ in "rgb"))
    return picture.filter(ImageFilter.GaussianBlur(2))


def stored(picture: Image.Image, kind: str, **options: object) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def looks(*pictures: Image.Image) -> list[str]:
    return [look_of(picture).hex() for picture in pictures]


def folded(*pictures: Image.Image, said: list[str] | None = None, groups: list[str] | None = None) -> list[int]:
    n = len(pictures)
    return looks_fold(looks(*pictures), said or [""] * n, groups or ["a"] * n)


@pytest.mark.parametrize("seed", range(5))
def test_resized_and_newly_stored_copies_fold(seed):
    picture = scribble(seed)
    half, quarter = picture.resize((128, 128)), picture.resize((64, 64))
    assert folded(picture, half, stored(quarter, "JPEG", quality=70), stored(picture, "WEBP", quality=50)) == [
        0,
        0,
        0,
        0,
    ]


def test_different_pictures_do_not_fold():
    pictures = [scribble(seed) for seed in range(60)]
    assert folded(*pictures) == list(range(60))


def test_other_colours_and_crops_are_other_pictures():
    picture = scribble(3)
    recoloured = Image.merge("RGB", picture.split()[::-1])
    assert folded(picture, recoloured, picture.crop((40, 40, 216, 216))) == [0, 1, 2]


def test_copies_in_another_crawl_stay_there():
    picture = scribble(4)
    assert folded(picture, picture, groups=["a", "b"]) == [0, 1]


def test_near_pictures_fold_by_equal_words_whatever_their_marks():
    picture = scribble(6)
    alike = looks(picture, picture.crop((8, 8, 248, 248)))
    assert looks_fold(alike, ["Red  house!", "red house"], ["a", "a"]) == [0, 0]
    assert looks_fold(alike, ["red house", "blue house"], ["a", "a"]) == [0, 1]


@pytest.mark.parametrize(("seed", "height_px"), [(0, 78), (1, 78), (2, 96), (3, 96)])
def test_before_and_after_under_equal_words_stay_apart(seed, height_px):
    # A third drawn anew: more alike than any two photos, but not the same picture.
    before = scribble(seed)
    after = before.copy()
    after.paste(scribble(seed + 1).crop((0, 0, 256, height_px)), (0, 80))
    assert looks_fold(looks(before, after), ["The board", "The board"], ["a", "a"]) == [0, 1]


def test_picture_without_a_look_stays_alone():
    assert looks_fold(["", look_of(scribble(1)).hex(), ""], ["", "", ""], ["a", "a", "a"]) == [0, 1, 2]


def test_look_has_its_length():
    assert len(look_of(scribble(1))) == LOOK_BYTES

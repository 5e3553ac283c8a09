"""Scenes: chosen by seed, and true to their facts."""

import numpy as np
import pytest
from PIL import Image

from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.pool import INPUT_PX, picture_seen, pool_open, pool_write
from imagesearch.embedding.demo.scenes import Group, Pattern, Scene, scene_facts, scene_random
from imagesearch.embedding.demo.things import THINGS
from imagesearch.embedding.demo.vocabulary import CLASHES, COLORS, HELD_OUT, KINDS, PATTERNS, PLACES

SEEDS = range(400)


def pixels(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The pixels of a picture, row by row."""
    return [tuple(row) for row in np.asarray(picture, np.int64).reshape(-1, 3)]


def test_scene_of_a_seed_is_always_the_same():
    assert [scene_random(seed) for seed in SEEDS] == [scene_random(seed) for seed in SEEDS]


def test_scenes_never_show_a_held_out_combination():
    shown = {(group.kind, group.color) for seed in range(5000) for group in scene_random(seed).groups}
    assert not shown & HELD_OUT


def test_scene_held_out_shows_one():
    group = scene_random(7, held_out=True).groups[0]
    assert (group.kind, group.color) in HELD_OUT


def test_scenes_keep_colors_off_backgrounds_that_swallow_them():
    for scene in map(scene_random, SEEDS):
        colors = {group.color for group in scene.groups}
        assert not colors & CLASHES.get(scene.background, {scene.background})


def test_scene_facts_name_kind_color_count_and_background():
    facts = scene_facts(Scene(1, (Group("cat", "red", 2),), "snow"))
    assert {"kind:cat:red:2", "kind:cat:2", "color:red", "total:2", "background:snow", "alone"} <= facts


def test_pattern_subject_has_no_order():
    mirrored = Scene(2, pattern=Pattern("stripes", "white", "red"))
    assert Scene(1, pattern=Pattern("stripes", "red", "white")).subject == mirrored.subject


def test_every_kind_can_be_drawn():
    assert THINGS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_of_a_thing_shows_its_color(kind):
    picture = scene_draw(Scene(3, (Group(kind, "blue"),), "white"), (64, 64))
    near = sum(abs(r - 38) + abs(g - 88) + abs(b - 212) < 90 for r, g, b in pixels(picture))
    assert near > 64 * 64 * 0.03


@pytest.mark.parametrize("background", [*COLORS, *PLACES])
def test_drawing_of_a_background_has_the_size_asked_for(background):
    scene = Scene(4, (Group("star", "pink"),), background)
    assert scene_draw(scene, (90, 60)).size == (90, 60)


@pytest.mark.parametrize("name", PATTERNS)
def test_drawing_of_a_pattern_shows_both_colors(name):
    picture = scene_draw(Scene(5, pattern=Pattern(name, "red", "white")), (64, 64))
    assert sum(g > 180 for _, g, _ in pixels(picture)) > 400
    assert sum(g < 90 for _, g, _ in pixels(picture)) > 400


def test_drawing_is_the_same_every_time():
    scene = scene_random(11)
    assert scene_draw(scene, (64, 64)).tobytes() == scene_draw(scene, (64, 64)).tobytes()


def test_pool_holds_the_pictures_of_its_seeds(tmp_path, monkeypatch):
    monkeypatch.setattr("imagesearch.embedding.demo.pool.CHUNK", 3)
    pool_write(tmp_path / "pool", 5, 1)
    pool = pool_open(tmp_path / "pool", 5)
    assert pool.shape == (5, INPUT_PX, INPUT_PX, 3)
    assert pool[4].tobytes() == picture_seen(scene_random(4)).tobytes()

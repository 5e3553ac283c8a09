"""Captions say only what is true, and more or less of it."""

from random import Random

from imagesearch.embedding.demo.captions import full_caption, part_caption
from imagesearch.embedding.demo.scenes import Group, Scene, scene_facts, scene_random

RED_HOUSE = Scene(1, (Group("house", "red"),), "snow")


def test_captions_ask_only_for_what_is_true():
    rng = Random(1)
    for scene in map(scene_random, range(600)):
        facts = scene_facts(scene)
        for maker in (full_caption, part_caption):
            caption = maker(scene, rng)
            assert caption.required
            assert caption.required <= facts, caption.text


def test_full_caption_names_kind_and_color():
    texts = {full_caption(RED_HOUSE, Random(seed)).text for seed in range(40)}
    assert all("red" in text and any(n in text for n in ("house", "home", "building")) for text in texts)
    assert any("snow" in text for text in texts)


def test_full_caption_of_a_single_thing_wishes_for_it_alone():
    assert full_caption(RED_HOUSE, Random(1)).wished == {"alone"}


def test_part_captions_say_different_things():
    required = {part_caption(RED_HOUSE, Random(seed)).required for seed in range(200)}
    for facts in ({"color:red"}, {"background:snow"}, {"total:1"}, {"kind:house"}, {"kind:house:red"}):
        assert frozenset(facts) in required


def test_captions_of_many_things_use_the_plural():
    scene = Scene(2, (Group("butterfly", "blue", 3),), "white")
    assert "three blue butterflies" in full_caption(scene, Random(3)).text

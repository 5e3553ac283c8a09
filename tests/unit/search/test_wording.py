"""Exact words: what counts as said."""

import pytest

from imagesearch.search.rarity import rarity_measure
from imagesearch.search.wording import query_words


@pytest.mark.parametrize(
    ("query", "said", "around", "low", "high", "terms"),
    [
        ("apple", "Two red apples", "", 0.9, 1.0, ("apple",)),
        ("red apple", "Two red apples", "", 0.9, 1.0, ("red", "apple")),
        ("red apple", "a red car", "", 0.05, 0.3, ("red",)),
        ("apple", "", "apples are sold here", 0.2, 0.3, ("apple",)),
        ("pear", "apple", "apple", 0.0, 0.0, ()),
        ("the", "the", "the", 0.0, 0.0, ()),
        ("", "apple", "", 0.0, 0.0, ()),
    ],
)
def test_words_found_score_by_how_much_is_covered(query, said, around, low, high, terms):
    score, found = query_words(query).found_in(said, around)
    assert low <= score <= high
    assert found == terms


def test_phrase_beats_the_same_words_apart():
    words = query_words("Red Apple")
    assert words.found_in("a red apple", "")[0] > words.found_in("apple, very red", "")[0]


@pytest.mark.parametrize(
    ("query", "said", "is_trusted"),
    [
        ("a red chair", "an orange chair", False),
        ("red car", "a blue car in a green field", False),
        ("turquoise flower", "one turquoise moon", False),
        ("grey cat", "a gray cat", True),
        ("red car", "a red car in front of a white wall", True),
        ("red car on a green field", "a red car", True),
        ("red chair", "a chair", True),
        ("red", "a red chair", True),
        ("chair", "a red chair", True),
        ("", "", True),
    ],
)
def test_colors_alone_do_not_make_words_alike(query, said, is_trusted):
    assert (query_words(query).trust_in(said) == 1.0) is is_trusted


def test_common_words_cover_less_than_rare_ones():
    rarity = rarity_measure([{"said": f"icon of a tool {n}"} for n in range(40)] + [{"said": "a zebra"}])
    words = query_words("zebra icon")
    common, _ = words.found_in("icon of a saw", "", "", rarity)
    rare, _ = words.found_in("a zebra", "", "", rarity)
    assert common < 0.05 < rare


def test_words_are_read_by_the_rules_of_the_picture_language():
    words = query_words("Häuser der Entwickler")
    assert words.found_in("Haus den Entwicklern", "", "de")[0] > 0.9
    assert words.found_in("Haus den Entwicklern", "")[0] < 0.9
    assert [word for word, _ in words.counting("de")] == ["häuser", "entwickler"]

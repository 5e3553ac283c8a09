"""The structured query of a conversation, and the search that it opens as."""

import pytest
from django.http import QueryDict

from imagesearch.chat.asked import Asked, asked_screen, asked_with
from imagesearch.core.errors import Rejected
from imagesearch.search.filters import Filters, filters_read
from imagesearch.search.requests import START

EVERY = {
    "format": ["PNG", "JPEG"], "format_not": ["GIF"], "size": ["large"], "aspect": ["tall"], "color": ["red"], "color_not": ["blue"],
    "host": ["cdn.example.com"], "page": ["/blog", "shop"], "page_not": ["/a b/c"], "width_min": 400, "width_max": 900,
    "height_min": 10, "side_max": 2000, "pixels_min": 500_000, "has_alt": True,
}  # fmt: skip


def test_filters_of_the_screen_become_part_of_the_text():
    given = {name: value for name, value in EVERY.items() if name != "page_not"}
    asked = asked_screen("cars", [], filters_read(given), sort="newest")
    assert asked.parsed.subject == "cars"
    assert not asked.parsed.problems
    assert filters_read(asked.parsed.to_filters()) == filters_read(given)
    assert asked.parsed.sort == "newest"


def test_filters_without_words_are_kept_beside_the_text():
    asked = asked_screen(
        "cars", [(7, 1.0), (8, -2.0)], filters_read({"role": ["logo"], "duplicate": True}), diversity=0.5
    )
    assert (asked.text, asked.filters) == ("cars", {"role": ["logo"], "duplicate": True})
    assert (asked.likes, asked.unlikes, asked.diversity) == ((7,), (8,), 0.5)
    request = asked.request(("abc",), limit=8, cursor=START)
    assert [(example.image_id, example.weight) for example in request.examples] == [(7, 1.0), (8, -1.0)]
    assert request.filters.role == ("logo",)


def test_page_path_opens_the_same_search():
    asked = Asked(
        text='red & "blue" cars format:png',
        likes=(7, 9),
        unlikes=(8,),
        filters={"duplicate": False, "role": ["logo"]},
        diversity=0.5,
    )
    path, _, params = asked.page_path("abc", ["def"]).partition("?")
    assert path == "/crawls/abc/search/"
    assert dict(QueryDict(params).lists()) == {
        "q": [asked.text], "like": ["7", "9"], "unlike": ["8"], "in": ["def"], "duplicate": ["0"], "role": ["logo"], "varied": ["yes"],
    }  # fmt: skip
    assert Asked().page_path("abc", []) == "/crawls/abc/search/"


def test_empty_is_neither_text_nor_picture():
    assert asked_screen(" ", [], Filters()).is_empty
    assert not Asked(likes=(3,)).is_empty


def test_text_beyond_the_search_box_is_refused():
    with pytest.raises(Rejected, match="too long"):
        asked_with(Asked(), text="x" * 1001)

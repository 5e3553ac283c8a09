"""The structured query of a conversation, and the search that it opens as."""

import pytest
from django.http import QueryDict

from imagesearch.chat.asked import Asked, asked_begin, asked_of
from imagesearch.core.errors import Rejected
from imagesearch.search.filters import Filters, filters_read

EVERY = {
    "format": ["PNG", "JPEG"], "format_not": ["GIF"], "size": ["large"], "aspect": ["tall"], "color": ["red"], "color_not": ["blue"],
    "host": ["cdn.example.com"], "page": ["/blog", "shop"], "page_not": ["/a b/c"], "width_min": 400, "width_max": 900,
    "height_min": 10, "side_max": 2000, "pixels_min": 500_000, "has_alt": True,
}  # fmt: skip


def test_filters_of_the_screen_become_part_of_the_text():
    given = {name: value for name, value in EVERY.items() if name != "page_not"}
    asked = asked_begin("cars", None, filters_read(given), "newest")
    assert asked.parsed.subject == "cars"
    assert not asked.parsed.problems
    assert filters_read(asked.parsed.to_filters()) == filters_read(given)
    assert asked.parsed.sort == "newest"


def test_page_path_opens_the_same_search():
    asked = Asked(text='red & "blue" cars format:png', like=7)
    path, _, params = asked.page_path(("abc",)).partition("?")
    assert path == "/crawls/abc/search/"
    assert QueryDict(params).dict() == {"q": asked.text, "like": "7"}
    assert Asked().page_path(("abc",)) == "/crawls/abc/search/"


def test_empty_is_neither_text_nor_picture():
    assert asked_begin(" ", None, Filters(), "").is_empty
    assert not asked_of("", 3).is_empty


def test_text_beyond_the_search_box_is_refused():
    with pytest.raises(Rejected, match="too long"):
        asked_of("x" * 1001, None)

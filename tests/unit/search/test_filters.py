"""Filters from outside, and what they demand of a point."""

import pytest

from imagesearch.search.filters import FilterInvalid, filters_read
from imagesearch.vectors.base import Condition


@pytest.mark.parametrize(
    ("given", "conditions"),
    [
        ({}, []),
        ({"format": "jpg"}, [Condition("format", any_of=("JPEG",))]),
        ({"format": ["png", "JPEG"]}, [Condition("format", any_of=("PNG", "JPEG"))]),
        ({"color_not": ["red"]}, [Condition("color", any_of=("red",), is_excluded=True)]),
        ({"width_min": 400}, [Condition("width", at_least=400)]),
        ({"side_min": 10, "side_max": 20}, [Condition("side", at_least=10, at_most=20)]),
        (
            {"page": ["/blog"], "has_alt": False},
            [Condition("page", any_of=("/blog",)), Condition("has_alt", any_of=(0,))],
        ),
    ],
)
def test_filters_become_conditions(given, conditions):
    assert filters_read(given).conditions() == conditions


@pytest.mark.parametrize(
    "given",
    [{"shape": 1}, {"size": "vast"}, {"width_min": -1}, {"format": 3}, {"format": "docx"}, {"has_alt": "often"}],
)
def test_filters_that_do_not_exist_are_named(given):
    with pytest.raises(FilterInvalid) as caught:
        filters_read(given)
    assert next(iter(given)) in caught.value.sentence


def test_filters_given_are_shown_without_the_rest():
    assert filters_read({"format": "png", "width_min": 5}).given() == {"format": ["PNG"], "width_min": 5}

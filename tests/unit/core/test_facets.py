"""Names of colours, sizes and shapes."""

import pytest

from imagesearch.core.facets import ASPECTS, COLORS, SIZES, aspect_class, color_name, size_class


@pytest.mark.parametrize(
    ("color", "name"),
    [
        ("#d62626", "red"), ("#f68612", "orange"), ("#fad828", "yellow"), ("#2e9e42", "green"), ("#2658d4", "blue"),
        ("#8030a8", "purple"), ("#f684b8", "pink"), ("#764626", "brown"), ("#1c1c1e", "black"), ("#f8f8f8", "white"),
        ("#8c8e92", "grey"), ("#30c4be", "turquoise"), ("#8b0000", "red"), ("#000080", "blue"), ("#add8e6", "blue"),
        ("#d2b48c", "brown"), ("", ""),
    ],
)  # fmt: skip
def test_color_name_of_a_color_is_what_people_say(color, name):
    assert color_name(color) == name


def test_color_name_of_any_color_is_in_the_list():
    names = {color_name(f"#{value:06x}") for value in range(0, 1 << 24, 4099)}
    assert names == set(COLORS)


@pytest.mark.parametrize(
    ("width", "height", "name"), [(100, 100, "small"), (640, 480, "medium"), (1920, 1080, "large")]
)
def test_size_class_goes_by_pixels(width, height, name):
    assert size_class(width, height) == name
    assert name in SIZES


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [(300, 400, "tall"), (400, 400, "square"), (400, 390, "square"), (400, 300, "wide"), (900, 300, "panorama")],
)
def test_aspect_class_goes_by_ratio(width, height, name):
    assert aspect_class(width, height) == name
    assert name in ASPECTS

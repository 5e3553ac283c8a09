"""Vector graphics of pages, as documents that can be drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.extract.inline import data_bytes
from crawler.extract.page import page_read
from imagesearch.pictures.reading import picture_read

URL = "https://site.example/"


def drawn(html: str) -> list[bytes]:
    images = page_read(html.encode(), URL).images
    return [data_bytes(image.url) or b"" for image in images if image.route == "svg-inline" and not image.skip_reason]


def test_vector_is_drawn_with_shapes_of_elsewhere() -> None:
    (body,) = drawn(
        '<svg hidden><linearGradient id="g"><stop stop-color="#f00"/></linearGradient><symbol id="s" viewBox="0 0 9 9">'
        '<path d="M0 0h9v9H0z" fill="#00f"/></symbol></svg><svg width="90" height="90"><use xlink:href="#s"/></svg>'
    )
    picture = picture_read(body, side_px=64)
    assert (picture.format, picture.width, picture.height, picture.color) == ("SVG", 90, 90, "#0000ff")


def test_vector_keeps_the_capitals_of_its_names() -> None:
    (body,) = drawn('<svg viewBox="0 0 80 40"><linearGradient gradientUnits="userSpaceOnUse"/><rect width="3"/></svg>')
    assert b"viewBox" in body
    assert b"<linearGradient gradientUnits" in body


@pytest.mark.parametrize(
    "html",
    [
        "<svg></svg>",
        '<svg style="display: none"><rect/></svg>',
        "<svg hidden><rect/></svg>",
        "<svg><symbol><rect/></symbol></svg>",
        '<svg width=99 height=99><use href="sprite.svg#x"/></svg>',
        '<svg width=99 height=99><image href="a.png"/></svg>',
    ],
)
def test_vector_that_paints_nothing_of_its_own_is_none(html: str) -> None:
    assert drawn(html) == []


@given(st.text(st.sampled_from("<>&\"'=/ svgrecturlxhf:#-!x0é\x01"), max_size=120))
def test_vector_of_any_markup_is_well_formed(inside: str) -> None:
    for body in drawn(f'<svg width="64" height="64"><rect/>{inside}</svg>'):
        etree.fromstring(body)


def test_vectors_without_end_are_bounded() -> None:
    assert len(page_read(b'<svg width=64 height=64><rect x="1"/></svg>' * 1000, URL).images) == 1
    deep = "<svg width=64 height=64>" + "<g>" * 5000 + "<rect/>" + "</g>" * 5000 + "</svg>"
    assert len(drawn(deep)) == 1
    many = "".join(f'<svg width=64 height=64><rect x="{number}"/></svg>' for number in range(1000))
    assert len(drawn(many)) == 300
    assert drawn('<svg width=64 height=64><path d="' + "M0 0" * 100_000 + '"/></svg>') == []

"""From bytes to a tree."""

import pytest

from crawler.extract.page import page_read

URL = "https://site.example/shop/page.html"


@pytest.mark.parametrize("levels", [1500, 3000, 50_000])
def test_page_deeper_than_the_parser_is_read_flat(levels: int) -> None:
    deep = b"<div class=x>" * levels + b"<img src=deep.png alt=deep>" + b"</div>" * levels
    page = page_read(b"<title>t</title><img src=before.png>" + deep + b"<a href=/on>on</a><img src=after.png>", URL)
    names = [image.url.rpartition("/")[2] for image in page.images]
    assert names == ["before.png", "deep.png", "after.png"]
    assert (page.title, page.links) == ("t", ("https://site.example/on",))
    assert page.images[1].alt == "deep"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", [b"<div <", b"<b", b"</i ", b"<x a='>'>", b"<a><b><picture>", b"<svg><g>"])
def test_page_of_countless_tags_is_read(unit: bytes) -> None:
    page = page_read(b"<img src=a.png>" + unit * 200_000, URL)
    assert [image.url for image in page.images][:1] == ["https://site.example/shop/a.png"]

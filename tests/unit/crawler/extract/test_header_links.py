"""Response headers that say what elements of a head say."""

import pytest

from crawler.extract.header_links import LINKS_MAX, header_elements
from crawler.extract.page import page_read

URL = "https://site.example/shop/page.html"


def found(*links: str, refresh: str = "") -> list[tuple[str, str]]:
    page = page_read(b"<p>text", URL, head=header_elements(links, [refresh] if refresh else []))
    return [
        *((image.route, image.url) for image in page.images),
        *(("link", url) for url in page.links),
        *(("sheet", url) for url in page.sheets),
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("</hero.jpg>; rel=preload; as=image", [("preload", "https://site.example/hero.jpg")]),
        ('<a.png> ; REL="icon" , <b,c.png>;rel=icon;type="image/png"',
         [("icon", "https://site.example/shop/a.png"), ("icon", "https://site.example/shop/b,c.png")]),
        ("</s.css>; rel=stylesheet", [("sheet", "https://site.example/s.css")]),
        ('</p2>; rel=next; title="a; b, c"', [("link", "https://site.example/p2")]),
        ("<https://other.example/>; rel=canonical", [("link", "https://other.example/")]),
        ('</feed>; rel=alternate; anchor="#x"', []),
        ("</x.js>; rel=preload; as=script", []),
        ("</x>", []),
        ("<javascript:alert(1)>; rel=next", []),
        ("<file:///etc/passwd>; rel=preload; as=image", []),
        ("nonsense; rel=icon, <", []),
        ("<a\0\x01.png>; rel=icon", [("icon", "https://site.example/shop/a.png")]),
    ],
)  # fmt: skip
def test_link_header_says_what_link_elements_say(header: str, expected: list[tuple[str, str]]) -> None:
    assert found(header) == expected


def test_link_header_with_a_set_gives_its_candidates() -> None:
    header = '<a.png>; rel=preload; as=image; imagesrcset="a-1.png 1x, a-2.png 2x"'
    assert ("preload", "https://site.example/shop/a-2.png") in found(header)


def test_refresh_header_leads_on() -> None:
    assert found(refresh="5; url=/next") == [("link", "https://site.example/next")]
    assert found(refresh="0;url=ftp://site.example/") == []


@pytest.mark.timeout(30)
def test_link_headers_are_bounded() -> None:
    assert len(header_elements(["</a>; rel=icon, " * 5000])) == LINKS_MAX
    assert header_elements(["<" * 100_000, "</a>" + ";" * 100_000, "</a>; x" + " =" * 50_000]) == []

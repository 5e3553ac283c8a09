"""Pictures in style sheets."""

import pytest

from crawler.extract.styles import sheet_references, style_images


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("color: red", []),
        ("background: url(a.png)", ["a.png"]),
        ("background:url( 'a b.png' ) no-repeat, url(\"c.png\")", ["a b.png", "c.png"]),
        ("background-image: image-set('a.avif' type('image/avif'), url(b.png) 2x)", ["a.avif", "b.png"]),
        ("background: -webkit-image-set(url(a.png) 1x)", ["a.png"]),
        ("background: linear-gradient(red, blue), url(x.svg#icon)", ["x.svg#icon"]),
        ("--hero: url(h.jpg); list-style: url(l.gif)", ["h.jpg", "l.gif"]),
        ("background: url(a\\20 b.png)", ["a b.png"]),
        ("background: url(unclosed", ["unclosed"]),
        ("/* url(no.png) */ content: 'url(no.png)'", []),
    ],
)
def test_style_attribute_gives_its_pictures(text: str, expected: list[str]) -> None:
    assert style_images(text) == expected


def test_sheet_gives_pictures_and_imports() -> None:
    sheet = """
    @charset "utf-8"; @import "a.css"; @import url(b.css) screen;
    @font-face { font-family: x; src: url(font.woff2) }
    .hero { background: url(hero.jpg) }
    @media (min-width: 9px) { .x { background: url(wide.jpg) } @supports (a: b) { .y { background: url(deep.jpg) } } }
    .nested { .inner { background: url(inner.png) } }
    """
    assert sheet_references(sheet) == (["hero.jpg", "wide.jpg", "deep.jpg", "inner.png"], ["a.css", "b.css"])


@pytest.mark.timeout(60)
def test_sheet_of_unclosed_urls_ends() -> None:
    sheet_references("a{b:" + "url(" * 200_000)
    style_images("background:" + "(" * 2000)

"""Reading whole pages: every case is a folder with a page and what it must give."""

import json
from pathlib import Path

import pytest

from crawler.extract.page import page_read

CASES = Path(__file__).parent / "cases"
URL = "https://site.example/shop/page.html"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_page_case_gives_what_is_expected(case: str) -> None:
    expected = json.loads((CASES / case / "expected.json").read_text())
    page = page_read((CASES / case / "input.html").read_bytes(), URL, content_type="text/html")
    got = {
        "title": page.title,
        "links": list(page.links),
        "sheets": list(page.sheets),
        "manifests": list(page.manifests),
        "feeds": list(page.feeds),
        "variants": {
            image.url.rpartition("/")[2]: [image.variant_of.rpartition("/")[2], image.variant_rank]
            for image in page.images
            if image.skip_reason == "variant"
        },
        "roles": {image.url.rpartition("/")[2]: [image.role, image.role_rule] for image in page.images},
        "skips": {image.url: image.skip_reason for image in page.images if image.skip_reason not in ("", "variant")},
        "images": [[image.route, image.url] for image in page.images],
        "words": {
            image.url.rpartition("/")[2]: [image.alt, image.title, image.caption, image.context]
            for image in page.images
        },
    }
    assert {name: got[name] for name in expected} == expected


@pytest.mark.parametrize("body", [b"", b"   ", b"\0\0\0", b"<", b"<!-- -->", b"\xff\xfe", bytes(range(256)) * 20])
def test_page_of_rubbish_gives_nothing(body: bytes) -> None:
    assert page_read(body, URL).images == ()


@pytest.mark.parametrize(
    ("charset", "header"),
    [("shift_jis", "text/html; charset=shift_jis"), ("utf-16", "text/html"), ("koi8-r", "text/html; charset=koi8-r")],
)
def test_page_of_a_charset_keeps_its_text(charset: str, header: str) -> None:
    text = "Привет" if charset == "koi8-r" else "日本"
    html = f'<html><title>{text}</title><img src="a.png" alt="{text}">'
    page = page_read(html.encode(charset), URL, content_type=header)
    assert (page.title, page.images[0].alt) == (text, text)


def test_page_with_a_wrong_charset_is_harmless() -> None:
    page = page_read(
        "<title>Größe</title><img src=a.png>".encode("latin-1"), URL, content_type="text/html; charset=utf-8"
    )
    assert page.images[0].url == "https://site.example/shop/a.png"


def test_page_deep_is_read_to_the_bottom() -> None:
    body = b"<div>" * 1500 + b"<img src=deep.png>" + b"</div>" * 1500
    assert [image.url for image in page_read(body, URL).images] == ["https://site.example/shop/deep.png"]


def test_page_of_many_pictures_is_read() -> None:
    body = b"<div>" + b"".join(b"<img src=%d.png alt=x>" % number for number in range(5000)) + b"</div>"
    assert len(page_read(body, URL).images) == 5000


@pytest.mark.timeout(60)
def test_page_of_parser_load_ends() -> None:
    heavy = [
        b"<div style='background:" + b"url(" * 50_000 + b"'>",
        b"<script type=application/ld+json>" + b"[" * 100_000 + b"</script>",
        b"<a href='" + b"x" * 2_000_000 + b"'>",
        b"".join(b"<t%d>" % number for number in range(20_000)),
        b"<p>" + b"<b><i>" * 5000 + b"<img src=a.png>",
    ]
    assert all(len(page_read(b"<html><body>" + body, URL).images) <= 1 for body in heavy)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("noindex", "noindex"),
        ("none", "noindex"),
        ("NoImageIndex", "noimageindex"),
        ("max-snippet:5, noai", "noai"),
        ("noimageai", "noai"),
    ],
)
def test_page_that_asks_for_it_has_its_pictures_left_out(content: str, reason: str) -> None:
    page = page_read(f'<meta name="robots" content="{content}"><img src=a.png>'.encode(), URL)
    assert [image.skip_reason for image in page.images] == [reason]


def test_page_robots_header_for_others_is_none_of_ours() -> None:
    page = page_read(b"<a href=x.html>x</a><img src=a.png>", URL, robots_headers=["otherbot: noindex, nofollow"])
    assert page.links
    assert page.images[0].skip_reason == ""


def test_page_nofollow_gives_no_links() -> None:
    assert page_read(b"<a href=x.html>x</a>", URL, robots_headers=["nofollow"]).links == ()


def test_page_says_what_it_is_about() -> None:
    html = """<html lang="de-AT"><head><meta property="og:description" content="Kurz"><meta name="description"
    content=" Von der Anna "></head><body><nav>Alles</nav><p>Das Boot lag im Hafen.</p></body></html>"""
    text = page_read(html.encode(), URL).text
    assert text is not None
    assert (text.language, text.description, text.text, text.word_count) == (
        "de",
        "Von der Anna",
        "Das Boot lag im Hafen.",
        5,
    )


@pytest.mark.parametrize("html", ["<meta name=robots content=noindex><p>Not for you to keep", "<img src=a.png>", ""])
def test_page_without_words_or_leave_has_no_text(html: str) -> None:
    assert page_read(html.encode(), URL).text is None

"""Sitemaps."""

import gzip

import pytest

from crawler.extract.sitemap import ENTRIES_MAX, IMAGES_PER_PAGE_MAX, Sitemap, sitemap_read

URL = "https://a.example/sitemap.xml"
LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://a.example/one </loc><image:image><image:loc>https://a.example/i.jpg</image:loc></image:image></url>
<url><loc>/two?a=1&amp;b=2</loc></url><url><loc>mailto:x@y.z</loc></url><url><loc>https://a.example/one</loc></url></urlset>"""
EXPECTED = Sitemap(
    ("https://a.example/one", "https://a.example/two?a=1&b=2"),
    images={"https://a.example/one": ("https://a.example/i.jpg",)},
)


@pytest.mark.parametrize("body", [LIST, gzip.compress(LIST), b"\n " + LIST.split(b"?>", 1)[1]])
def test_sitemap_names_pages(body: bytes) -> None:
    assert sitemap_read(body, URL) == EXPECTED


def test_sitemap_index_names_sitemaps() -> None:
    body = b"<sitemapindex><sitemap><loc>b.xml.gz</loc></sitemap></sitemapindex>"
    assert sitemap_read(body, URL) == Sitemap(sitemaps=("https://a.example/b.xml.gz",))


def test_sitemap_of_lines_names_pages() -> None:
    assert sitemap_read(b"https://a.example/1\n\nnonsense\nhttp://a.example/2\n", URL).pages == (
        "https://a.example/1",
        "http://a.example/2",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<",
        b"<html><body>not found</body></html>",
        b"\x1f\x8bnonsense",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>',
    ],
)
def test_sitemap_of_rubbish_names_nothing(body: bytes) -> None:
    assert sitemap_read(body, URL) == Sitemap()


def test_sitemap_bombs_are_bounded() -> None:
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)
    )
    assert sitemap_read(laughs + b"]><urlset><url><loc>&a8;</loc></url></urlset>", URL) == Sitemap()
    assert sitemap_read(gzip.compress(b" " * 200_000_000), URL) == Sitemap()


def test_sitemap_has_an_end_however_long_it_is() -> None:
    pages = b"".join(b"<url><loc>/%d</loc></url>" % number for number in range(2 * ENTRIES_MAX))
    assert len(sitemap_read(b"<urlset>" + pages, URL).pages) == ENTRIES_MAX
    lines = b"".join(b"https://a.example/%d\n" % number for number in range(2 * ENTRIES_MAX))
    assert len(sitemap_read(gzip.compress(lines), URL).pages) == ENTRIES_MAX
    assert sitemap_read(b"<urlset>" + b"<x/>" * 700_000 + b"<url><loc>/a</loc></url></urlset>", URL) == Sitemap()
    assert sitemap_read(b"x" * 10_000_000, URL) == Sitemap()


def test_sitemap_packed_twice_or_cut_gives_what_can_be_read() -> None:
    assert sitemap_read(gzip.compress(gzip.compress(LIST)), URL) == Sitemap()
    cut = gzip.compress(LIST * 200, 0)[:5000]
    assert sitemap_read(cut, URL).pages == EXPECTED.pages


def test_sitemap_images_of_a_page_are_bounded() -> None:
    images = b"".join(b"<image:image><image:loc>/%d.jpg</image:loc></image:image>" % n for n in range(2000))
    body = b"<urlset xmlns:image='i'><url><loc>/a</loc>" + images + b"</url><url><loc>/a</loc></url></urlset>"
    found = sitemap_read(body, URL)
    assert found.pages == ("https://a.example/a",)
    assert len(found.images["https://a.example/a"]) == IMAGES_PER_PAGE_MAX

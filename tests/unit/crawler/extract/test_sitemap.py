"""Sitemaps."""

import gzip

import pytest

from crawler.extract.sitemap import Sitemap, sitemap_read

URL = "https://a.example/sitemap.xml"
LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://a.example/one </loc><image:image><image:loc>https://a.example/i.jpg</image:loc></image:image></url>
<url><loc>/two?a=1&amp;b=2</loc></url><url><loc>mailto:x@y.z</loc></url><url><loc>https://a.example/one</loc></url></urlset>"""
EXPECTED = Sitemap(("https://a.example/one", "https://a.example/two?a=1&b=2"))


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

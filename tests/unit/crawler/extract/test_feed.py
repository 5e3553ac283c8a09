"""Feeds: pages and pictures in RSS and Atom."""

import pytest

from crawler.extract.feed import Feed, feed_read

URL = "https://site.example/feed.xml"
RSS = b"""<?xml version="1.0"?><rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/x"><channel>
<link>https://site.example/</link><image><url>/logo.png</url><link>/</link></image><itunes:image href="/cover.jpg"/>
<item><link>/post/1</link><enclosure url="/1.jpg" type="image/jpeg"/><enclosure url="/1.mp3" type="audio/mpeg"/>
<media:content url="/big.jpg" medium="image"/><media:thumbnail url="/thumb"/><media:content url="/film.mp4" type="video/mp4"/></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><logo>logo.svg</logo><icon>icon.ico</icon><link rel="self" href="/feed.xml"/>
<entry><link href="/post/2"/><link rel="enclosure" type="image/png" href="/2.png"/><link rel="edit" href="/edit"/></entry></feed>"""


def test_feed_rss_gives_pages_and_pictures() -> None:
    assert _paths(feed_read(RSS, URL)) == (
        ["/post/1"],
        ["/logo.png", "/cover.jpg", "/1.jpg", "/big.jpg", "/thumb"],
    )


def test_feed_atom_gives_pages_and_pictures() -> None:
    assert _paths(feed_read(ATOM, URL)) == (["/post/2"], ["/logo.svg", "/icon.ico", "/2.png"])


@pytest.mark.parametrize(
    "body",
    [b"", b"\0", b"<", b"{}", b"<rss>", b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r><url>&e;</url></r>'],
)
def test_feed_of_rubbish_gives_nothing(body: bytes) -> None:
    assert feed_read(body, URL) == Feed()


def _paths(feed: Feed) -> tuple[list[str], list[str]]:
    return tuple([url.removeprefix("https://site.example") for url in urls] for urls in (feed.pages, feed.images))  # type: ignore[return-value]

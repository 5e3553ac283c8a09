"""Reads sitemaps: an XML list of pages with their pictures or of further sitemaps, perhaps packed, or plain lines of text."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree

from imagesearch.core.urls import URL_MAX_CHARACTERS, url_join

UNPACKED_MAX_BYTES: Final = 52_428_800
"""What the protocol allows a sitemap to have at most."""
ENTRIES_MAX: Final = 50_000
IMAGES_PER_PAGE_MAX: Final = 1000
"""The protocol's limit too."""
IMAGES_MAX: Final = 100_000
ELEMENTS_MAX: Final = 600_000
"""Read at most: a sitemap of 50,000 pages with four facts about each has 250,000."""
GZIP_MAGIC: Final = b"\x1f\x8b"
PIECE_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names, in its order."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    images: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pictures by the address of their page."""


def sitemap_read(body: bytes, url: str) -> Sitemap:
    """Read a sitemap in pieces; a broken one gives what stands before the fault."""
    pieces = _pieces(body)
    first = next(pieces, b"")
    if first.lstrip().startswith(b"<"):
        return _of_xml(first, pieces, url)
    return Sitemap(pages=tuple(islice(dict.fromkeys(_lines(first, pieces)), ENTRIES_MAX)))


def _pieces(body: bytes) -> Iterator[bytes]:
    """The text of a sitemap, unpacked no further than it is read."""
    if not body.startswith(GZIP_MAGIC):
        yield from (body[start : start + PIECE_BYTES] for start in range(0, len(body), PIECE_BYTES))
        return
    unpacker, packed, unpacked_bytes = zlib.decompressobj(wbits=31), body, 0
    while packed and unpacked_bytes < UNPACKED_MAX_BYTES:
        try:
            piece = unpacker.decompress(packed, PIECE_BYTES)
        except zlib.error:
            return
        if not piece:
            return
        yield piece
        unpacked_bytes += len(piece)
        packed = unpacker.unconsumed_tail


def _lines(first: bytes, pieces: Iterator[bytes]) -> Iterator[str]:
    found, rest = 0, first
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (address for line in whole if (address := _address(line)))
        found += len(whole)
        if found > ENTRIES_MAX or len(rest) > URL_MAX_CHARACTERS:
            return
    yield from (address for line in rest.split(b"\n") if (address := _address(line)))


def _address(line: bytes) -> str:
    text = line.strip().decode("utf-8", "replace")
    return text if text.startswith(("http://", "https://")) else ""


class _Enough(Exception):
    """As much as may be read has been."""


class _Places:
    """Takes the elements of a sitemap as they come; no tree is built."""

    def __init__(self, url: str) -> None:
        self.pages: dict[str, None] = {}
        self.sitemaps: dict[str, None] = {}
        self.images: dict[str, tuple[str, ...]] = {}
        self._url = url
        self._path: list[str] = []
        self._text: list[str] = []
        self._page = ""
        self._page_images: dict[str, None] = {}
        self._elements = 0
        self._images_left = IMAGES_MAX

    def start(self, tag: str, _: object) -> None:
        """See lxml's parser targets."""
        self._elements += 1
        if self._elements > ELEMENTS_MAX:
            raise _Enough
        self._path.append(tag.rpartition("}")[2].rpartition(":")[2])
        self._text = []

    def data(self, text: str) -> None:
        """See lxml's parser targets."""
        if self._path[-1:] == ["loc"] and len(self._text) < URL_MAX_CHARACTERS:
            self._text.append(text[: URL_MAX_CHARACTERS + 1])

    def end(self, _: str) -> None:
        """See lxml's parser targets."""
        name = self._path.pop() if self._path else ""
        holder = self._path[-1] if self._path else ""
        if name == "loc":
            self._located(holder, "".join(self._text).strip())
        elif name == "url":
            self._page_ended()

    def close(self) -> None:
        """See lxml's parser targets."""

    def _located(self, holder: str, reference: str) -> None:
        joined = url_join(self._url, reference) if reference else None
        if joined is None:
            return
        if holder == "url" and not self._page:
            self._page = joined
        elif holder == "image" and len(self._page_images) < min(IMAGES_PER_PAGE_MAX, self._images_left):
            self._page_images.setdefault(joined)
        elif holder == "sitemap" and len(self.sitemaps) < ENTRIES_MAX:
            self.sitemaps.setdefault(joined)

    def _page_ended(self) -> None:
        if len(self.pages) >= ENTRIES_MAX:
            raise _Enough
        if self._page:
            self.pages.setdefault(self._page)
            if self._page_images and self._page not in self.images:
                self.images[self._page] = tuple(self._page_images)
                self._images_left -= len(self._page_images)
        self._page, self._page_images = "", {}


def _of_xml(first: bytes, pieces: Iterator[bytes], url: str) -> Sitemap:
    """Every `loc` by the element it stands in; no entity is expanded, nothing is fetched."""
    places = _Places(url)
    parser = etree.XMLParser(target=places, resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        parser.feed(first.lstrip())
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except (etree.XMLSyntaxError, _Enough):
        pass
    return Sitemap(tuple(places.pages), tuple(places.sitemaps), places.images)

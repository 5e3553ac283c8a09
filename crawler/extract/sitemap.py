"""Reads sitemaps: an XML list of pages or of further sitemaps, perhaps packed, or plain lines of text."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from imagesearch.core.urls import url_join

UNPACKED_MAX_BYTES: Final = 52_428_800
"""What the protocol allows a sitemap to have at most."""
ENTRIES_MAX: Final = 50_000
GZIP_MAGIC: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names, in its order."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def sitemap_read(body: bytes, url: str) -> Sitemap:
    """Read a sitemap; a broken one gives what stands before the fault."""
    text = _unpacked(body)
    if not text.lstrip().startswith(b"<"):
        lines = (line.strip().decode("utf-8", "replace") for line in text.splitlines()[:ENTRIES_MAX])
        return Sitemap(pages=tuple(line for line in lines if line.startswith(("http://", "https://"))))
    found: dict[str, dict[str, None]] = {"url": {}, "sitemap": {}}
    for kind, reference in _locations(text):
        if kind in found and len(found[kind]) < ENTRIES_MAX and (joined := url_join(url, reference)):
            found[kind].setdefault(joined)
    return Sitemap(tuple(found["url"]), tuple(found["sitemap"]))


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, UNPACKED_MAX_BYTES)
    except zlib.error:
        return b""


def _locations(text: bytes) -> Iterator[tuple[str, str]]:
    """Every `loc` with the name of the element it stands in; no entity is expanded, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        return
    if root is None:
        return
    for element in root.iter("{*}loc"):
        parent = element.getparent()
        if parent is not None and element.text:
            yield etree.QName(parent).localname, element.text.strip()

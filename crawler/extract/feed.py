"""Reads a feed, RSS or Atom: the pages it tells of, and their pictures in enclosures and media elements."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from crawler.extract.endings import has_image_extension
from imagesearch.core.urls import url_join

ENTRIES_MAX: Final = 2000
MEDIA: Final = frozenset({"content", "thumbnail", "enclosure"})
HOLDERS: Final = frozenset({"image", "logo", "icon"})
"""Elements with the address of a picture as their text, or in a `url` element."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed names, in its order."""

    pages: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


def feed_read(body: bytes, url: str) -> Feed:
    """Read a feed; a broken one gives what stands before the fault, and no entity of it is expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return Feed()
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for is_image, reference in _references(root) if root is not None else ():
        if len(found[is_image]) < ENTRIES_MAX and (joined := url_join(url, reference.strip())):
            found[is_image].setdefault(joined)
    return Feed(tuple(found[False]), tuple(found[True]))


def _references(root: etree._Element) -> Iterator[tuple[bool, str]]:
    for element in root.iter("{*}*"):
        name = etree.QName(element).localname
        address = element.get("url") or element.get("href") or ""
        parent = element.getparent()
        holder = etree.QName(parent).localname if parent is not None else ""
        if name in MEDIA or (name == "link" and element.get("rel") == "enclosure"):
            if _is_picture(element, address):
                yield True, address
        elif (name == "url" and holder == "image") or (name in HOLDERS and not len(element)):
            yield from ((True, text) for text in [element.get("href") or (element.text or "").strip()] if text)
        elif name == "link" and holder in ("item", "entry") and element.get("rel", "alternate") == "alternate":
            yield from ((False, text) for text in [address or (element.text or "").strip()] if text)


def _is_picture(element: etree._Element, address: str) -> bool:
    if not address:
        return False
    kind = element.get("type", "")
    is_said = (
        kind.startswith("image/") or element.get("medium") == "image" or etree.QName(element).localname == "thumbnail"
    )
    return is_said or (not kind and has_image_extension(address))

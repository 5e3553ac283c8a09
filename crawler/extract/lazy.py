"""Pictures that scripts would load later: in `data-*` attributes of any name, by their value, as an address, a list or JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml.etree import _Element as HtmlElement

from crawler.extract.endings import has_image_extension
from crawler.extract.references import Reference, srcset_references
from crawler.extract.styles import style_images

SOURCE_WORDS: Final = re.compile(
    r"src|lazy|orig|echo|unveil|defer|url|image|img|pic|photo|poster|full|large|zoom|hi-?res"
)
"""In the name of an attribute of a picture element: then its value is an address, whatever it ends in."""
BACKGROUND_WORDS: Final = re.compile(r"bg|background|parallax|cover")
SAID_WORDS: Final = re.compile(
    r"(?:^|[-_])(?:name|filename|title|alt|caption|label|text|desc|description|id|slug|key|sizes?|template|pattern)\Z"
)
"""Attributes that speak about a picture: a bare file name in them is no address."""
SET_NAME: Final = re.compile(r"srcset|bgset|bg-set|imageset|image-set|img-set|original-set|-set\Z")
ELEMENTS: Final = frozenset({"img", "source", "picture", "amp-img", "image", "video"})
PLAIN_ATTRIBUTES: Final = frozenset(
    ("src", "srcset", "alt", "title", "class", "id", "style", "width", "height", "loading", "decoding", "sizes", "usemap",
     "longdesc", "role", "media", "type", "poster", "crossorigin", "referrerpolicy", "fetchpriority", "itemprop", "onerror",
     "onload", "border", "align", "href", "srcdoc", "name", "lowsrc", "xlink:href")
)  # fmt: skip
"""Of picture elements; what is not among them, `lazy-src` or `nitro-lazy-src` say, may hold an address as well."""
VALUE_MAX_CHARACTERS: Final = 20_000
JSON_NODES_MAX: Final = 2000
_NOT_AN_ADDRESS: Final = re.compile(r"[\s{}<>\"'`|^]")
_INTERCHANGE: Final = re.compile(r"\[\s*([^\s,\]\[]+)\s*,")
_DESCRIBED_BY_QUERY: Final = re.compile(r"\[[^\]]*\]")


def lazy_references(element: HtmlElement) -> Iterator[Reference]:
    """References in attributes that mean nothing to a browser."""
    is_picture = element.tag in ELEMENTS
    for name, value in element.attrib.items():
        is_data = name.startswith("data-")
        if value and len(value) <= VALUE_MAX_CHARACTERS and (is_data or (is_picture and name not in PLAIN_ATTRIBUTES)):
            yield from _references(name.removeprefix("data-"), value.strip(), is_picture=is_picture)


def _references(name: str, value: str, *, is_picture: bool) -> Iterator[Reference]:
    if "url(" in value or "image-set(" in value:
        # Several sets may stand behind one another, each for a width of the window.
        parts = _DESCRIBED_BY_QUERY.sub("", value).split("|")
        yield from (Reference("data-bg", url) for part in parts for url in style_images(f"background:{part}"))
    elif value.startswith(("{", "[{", '["', "[[")):
        yield from (Reference("data-json", url) for url in _json_addresses(value))
    elif value.startswith("["):
        yield from (Reference("data-src", url) for url in _INTERCHANGE.findall(value) if has_image_extension(url))
    elif SET_NAME.search(name) and _holds_addresses(value):
        yield from _of_sets(name, _DESCRIBED_BY_QUERY.sub("", value))
    elif _is_address(name, value, is_picture=is_picture):
        route = "data-bg" if BACKGROUND_WORDS.search(name) else "data-src"
        yield Reference(route, value, name if is_picture else "")


def _of_sets(name: str, value: str) -> Iterator[Reference]:
    """A `srcset`, or the inside of an `image-set()`, perhaps several of them for windows of different widths."""
    for part in value.split("|"):
        if part.lstrip().startswith(("'", '"')):
            yield from (Reference("data-bg", url) for url in style_images(f"background:image-set({part})"))
        else:
            yield from srcset_references("data-srcset", part, name.removesuffix("set"))


def _holds_addresses(value: str) -> bool:
    return "/" in value or "." in value


def _is_address(name: str, value: str, *, is_picture: bool) -> bool:
    """What ends like a picture is one under any name; on a picture element, anything that a name of a source holds."""
    if _NOT_AN_ADDRESS.search(value):
        # Addresses with spaces in them: browsers take them, so they are written.
        return " " in value and not re.search(r"[{}<>\"'`|]", value) and has_image_extension(value) and "/" in value
    if SAID_WORDS.search(name):
        return has_image_extension(value) and "/" in value
    if has_image_extension(value):
        return True
    return is_picture and bool(SOURCE_WORDS.search(name)) and "/" in value and not value.startswith("#")


def _json_addresses(text: str) -> list[str]:
    """Strings of a JSON value that end like a picture, in document order; none if it is no JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return []
    found: dict[str, None] = {}
    stack: list[Any] = [document]
    for _ in range(JSON_NODES_MAX):
        if not stack:
            break
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, str) and has_image_extension(value) and not _NOT_AN_ADDRESS.search(value):
            found.setdefault(value)
    return list(found)

"""Elements that response headers stand for: `Link` says what `link` says, and `Refresh` what a `meta` says."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml.html import Element, HtmlElement

LINKS_MAX: Final = 100
ATTRIBUTES: Final = frozenset({"rel", "as", "type", "imagesrcset", "imagesizes", "media"})
_LINK: Final = re.compile(r"<([^<>]{1,4096})>((?:\s*;\s*[\w*!-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_PARAMETER: Final = re.compile(r";\s*([\w*!-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*))")


def header_elements(links: Iterable[str], refreshes: Iterable[str] = ()) -> list[HtmlElement]:
    """What the headers of a page say, as elements of its head.

    Args:
        links: values of `Link`, each with one link or several.
        refreshes: values of `Refresh`.
    """
    found = [element for value in links for element in _links(value)][:LINKS_MAX]
    return [*found, *(_element("meta", {"http-equiv": "refresh", "content": value}) for value in refreshes)]


def _links(value: str) -> Iterator[HtmlElement]:
    for match in _LINK.finditer(value):
        said = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(match[2])}
        # An anchor says that another document than this one is linked from.
        if "rel" in said and "anchor" not in said:
            kept = {name: text for name, text in said.items() if name in ATTRIBUTES}
            yield _element("link", {**kept, "href": match[1].strip()})


def _element(tag: str, attributes: dict[str, str]) -> HtmlElement:
    """An element; characters that cannot stand in one are left out."""
    return Element(tag, {name: _CONTROLS.sub("", text) for name, text in attributes.items()})


_CONTROLS: Final = re.compile(r"[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

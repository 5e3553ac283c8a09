"""Vector graphics written into a page: each is a picture of its own, as a document that can stand alone."""

import base64
import hashlib
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from lxml.etree import _Element as HtmlElement

SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"
VECTORS_MAX: Final = 300
"""Graphics of one page; a page with more repeats its icons."""
VECTOR_MAX_CHARACTERS: Final = 200_000
SHAPES_MAX: Final = 20
"""Shapes of other places on the page that one graphic may use."""
LEFT_OUT: Final = frozenset({"script", "foreignobject", "iframe", "audio", "video", "img", "noscript"})
SHEETS: Final = frozenset({"symbol", "defs", "style", "title", "desc", "metadata"})
"""A graphic with nothing but these paints nothing: it is a store of shapes for others."""
_NAME: Final = re.compile(r"[a-z_][\w.-]*\Z", re.IGNORECASE | re.ASCII)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
# HTML's parser writes all names in small letters; SVG's own names have capitals (tables of the HTML standard).
_ELEMENTS_CAPITALS: Final = (
    "animateMotion", "animateTransform", "clipPath", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow",
    "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    "linearGradient", "radialGradient", "textPath",
)  # fmt: skip
_ELEMENTS: Final[Mapping[str, str]] = {name.lower(): name for name in _ELEMENTS_CAPITALS}
_ATTRIBUTES_CAPITALS: Final = (
    "attributeName", "attributeType", "baseFrequency", "baseProfile", "calcMode", "clipPathUnits", "diffuseConstant",
    "edgeMode", "filterUnits", "gradientTransform", "gradientUnits", "kernelMatrix", "kernelUnitLength", "keyPoints",
    "keySplines", "keyTimes", "lengthAdjust", "limitingConeAngle", "markerHeight", "markerUnits", "markerWidth",
    "maskContentUnits", "maskUnits", "numOctaves", "pathLength", "patternContentUnits", "patternTransform",
    "patternUnits", "pointsAtX", "pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits",
    "refX", "refY", "repeatCount", "repeatDur", "requiredExtensions", "requiredFeatures", "specularConstant",
    "specularExponent", "spreadMethod", "startOffset", "stdDeviation", "stitchTiles", "surfaceScale",
    "systemLanguage", "tableValues", "targetX", "targetY", "textLength", "viewBox", "viewTarget", "xChannelSelector",
    "yChannelSelector", "zoomAndPan",
)  # fmt: skip
_ATTRIBUTES: Final[Mapping[str, str]] = {name.lower(): name for name in _ATTRIBUTES_CAPITALS}


class Shapes:
    """The elements of a page by their ids, for graphics that use shapes of other places."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._by_id: dict[str, HtmlElement] | None = None

    def of(self, graphic: HtmlElement) -> list[HtmlElement]:
        """What a graphic uses from outside of itself."""
        wanted = {_used(use) for use in islice(graphic.iter("use"), SHAPES_MAX)} - {""}
        if not wanted:
            return []
        if self._by_id is None:
            self._by_id = {element.get("id"): element for element in self._root.iterfind(".//*[@id]")}
        found = [self._by_id[name] for name in sorted(wanted) if name in self._by_id]
        inside = set(graphic.iter()) if found else set()
        return [shape for shape in found if shape not in inside and graphic not in set(shape.iter())]


def vector_document(graphic: HtmlElement, shapes: Shapes) -> str:
    """A graphic of a page as an SVG document; empty for one that paints nothing or is too long."""
    if not _paints(graphic):
        return ""
    stored = "".join(_written(shape) for shape in shapes.of(graphic))
    text = _written(graphic, f"<defs>{stored}</defs>" if stored else "")
    return text if len(text) <= VECTOR_MAX_CHARACTERS else ""


def vector_address(document: str) -> str:
    """The `data:` address of a graphic."""
    return f"data:image/svg+xml;base64,{base64.b64encode(document.encode()).decode()}"


def vector_short_address(document: str) -> str:
    """The address that stands for a graphic whose bytes are not kept."""
    return f"data:image/svg+xml;sha256,{hashlib.sha256(document.encode()).hexdigest()}"


def vector_words(graphic: HtmlElement, name: str) -> str:
    """The text of its `title` or `desc`."""
    element = next((child for child in graphic.iterchildren(name)), None)
    return "" if element is None else element.text or ""


def _paints(graphic: HtmlElement) -> bool:
    if _HIDDEN.search(graphic.get("style", "")) or graphic.get("hidden") is not None:
        return False
    return any(isinstance(child.tag, str) and child.tag not in SHEETS and not _is_elsewhere(child) for child in graphic)


def _is_elsewhere(child: HtmlElement) -> bool:
    """Whether all that it paints lies in another file, which is a picture of its own."""
    return child.tag == "image" or (child.tag == "use" and not _used(child))


def _used(use: HtmlElement) -> str:
    reference = (use.get("href") or use.get("xlink:href") or "").strip()
    return reference[1:] if reference.startswith("#") else ""


def _written(element: HtmlElement, stored: str = "") -> str:
    """XML of an element; by a walk with events, for the nesting is the site's choice."""
    pieces: list[str] = []
    length = 0
    skipped: HtmlElement | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if skipped is None and event == "start":
            if not isinstance(node.tag, str) or node.tag in LEFT_OUT or not _NAME.match(node.tag):
                skipped = node
                continue
            pieces.append(f"<{_tag(node)}{_attributes(node, is_root=node is element)}>{escape(_plain(node.text))}")
            pieces.append(stored if node is element else "")
        elif event == "end" and (skipped is None or skipped is node):
            pieces.append("" if skipped is node else f"</{_tag(node)}>")
            skipped = None
            pieces.append("" if node is element else escape(_plain(node.tail)))
        length += len(pieces[-1]) if pieces else 0
        if length > 2 * VECTOR_MAX_CHARACTERS:
            return ""
    return "".join(pieces)


def _tag(node: Any) -> str:
    return _ELEMENTS.get(node.tag, node.tag)


def _attributes(node: Any, *, is_root: bool) -> str:
    given = {name.removeprefix("xlink:"): value for name, value in node.attrib.items()}
    kept = {name: value for name, value in given.items() if _NAME.match(name) and not name.startswith(("on", "xmlns"))}
    if is_root and node.tag == "svg":
        kept["xmlns"] = SVG_NAMESPACE
    return "".join(f" {_ATTRIBUTES.get(name, name)}={quoteattr(_plain(value))}" for name, value in kept.items())


def _plain(text: str | None) -> str:
    """Without the characters that XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text or "")

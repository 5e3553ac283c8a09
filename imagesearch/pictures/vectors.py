"""Vector graphics of anybody: stripped of all that points outside, measured, and drawn in a process of their own."""

import base64
import io
import re
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree
from PIL import Image

DRAWING: Final = Path(__file__).with_name("drawing.py")
"""Run as a file: importing the package would cost more than the drawing."""
DRAWING_SECONDS: Final = 60.0
"""By the clock; a machine that is kept busy must not make a good graphic a bad one, and the process has its own limit of CPU."""
SOURCE_MAX_BYTES: Final = 5_000_000
SIDE_DEFAULT: Final = 150
"""Of a graphic that says nothing about its size."""
SIDE_MAX: Final = 20_000
RASTER_PIXELS_MAX: Final = 10_000_000
"""Of a picture within a graphic, which is decoded whole to be drawn."""
_ACTIVE: Final = frozenset({"script", "foreignObject", "iframe", "audio", "video", "handler", "listener"})
_HREFS: Final = ("href", "{http://www.w3.org/1999/xlink}href")
_RASTER: Final = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp)\s*;\s*base64\s*,", re.IGNORECASE)
_PACKED: Final = b"\x1f\x8b"
_LENGTH: Final = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px|pt|pc|mm|cm|in)?\s*\Z")
_PIXELS: Final = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class VectorBroken(ValueError):
    """Not to be parsed, or not to be drawn within its limits."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A graphic that may be drawn."""

    text: str
    width: int
    height: int


def vector_unpacked(body: bytes) -> bytes:
    """An SVG that came packed by gzip (SVGZ), unpacked as far as it is read; anything else as it is."""
    if not body.startswith(_PACKED):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, SOURCE_MAX_BYTES)
    except zlib.error:
        return body


def vector_read(body: bytes) -> Vector:
    """Parse and strip an SVG.

    Raises:
        VectorBroken: it cannot be parsed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body[:SOURCE_MAX_BYTES], parser)
    except etree.XMLSyntaxError as error:
        raise VectorBroken("not well-formed") from error
    for element in list(root.iter()):
        if _points_outside(element) and element.getparent() is not None:
            element.getparent().remove(element)
    width, height = vector_size(root.get("width"), root.get("height"), root.get("viewBox"))
    return Vector(etree.tostring(root, encoding="unicode"), width, height)


def vector_drawn(vector: Vector, *, width: int, height: int) -> bytes:
    """A PNG of that size, transparent where nothing is drawn.

    Raises:
        VectorBroken: drawing failed, or took more than it may.
    """
    command = [sys.executable, "-I", str(DRAWING), str(width), str(height)]
    try:
        done = subprocess.run(
            command, input=vector.text.encode(), capture_output=True, timeout=DRAWING_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise VectorBroken("took too long to draw") from error
    if done.returncode != 0 or not done.stdout:
        raise VectorBroken("cannot be drawn")
    return done.stdout


def _points_outside(element: Any) -> bool:
    """Active content, entities, and references to anything but the graphic itself."""
    if not isinstance(element.tag, str) or etree.QName(element).localname in _ACTIVE:
        return True
    references = [element.get(name) for name in _HREFS]
    if etree.QName(element).localname == "a":
        return False
    return not all(reference is None or _is_inside(reference) for reference in references)


def _is_inside(reference: str) -> bool:
    """A part of the graphic itself, or a picture written into it that may be decoded."""
    if reference.lstrip().startswith("#"):
        return True
    raster = _RASTER.match(reference)
    if raster is None:
        return False
    try:
        with Image.open(
            io.BytesIO(base64.b64decode(reference[raster.end() :])), formats=("PNG", "JPEG", "GIF", "WEBP")
        ) as image:
            return image.width * image.height <= RASTER_PIXELS_MAX
    except Exception:  # noqa: BLE001  whatever the bytes make a parser raise: what cannot be read need not be drawn
        return False


def vector_size(width_said: str | None, height_said: str | None, view_box: str | None) -> tuple[int, int]:
    """Width and height in pixels of a graphic with these attributes."""
    box = [float(part) for part in re.findall(r"-?[0-9]*\.?[0-9]+", (view_box or "")[:200])[:4]]
    from_box = (box[2], box[3]) if len(box) == 4 else (SIDE_DEFAULT, SIDE_DEFAULT)
    width, height = _length(width_said), _length(height_said)
    if width is None and height is None:
        width, height = from_box
    elif width is None:
        width = (height or 0) * from_box[0] / max(from_box[1], 1e-6)
    elif height is None:
        height = width * from_box[1] / max(from_box[0], 1e-6)
    return _pixels(width), _pixels(height or 0)


def _length(text: str | None) -> float | None:
    match = _LENGTH.match(text or "")
    return float(match.group(1)) * _PIXELS[match.group(2) or "px"] if match else None


def _pixels(length: float) -> int:
    return max(1, min(SIDE_MAX, round(length)))

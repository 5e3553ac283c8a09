"""What bytes are, by their first bytes: extensions and content types lie."""

import re
from typing import Final

SNIFF_BYTES: Final = 1024

_IMAGE_SIGNATURES: Final = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"\x00\x00\x01\x00",
    b"II*\x00",
    b"MM\x00*",
)
_OTHER_SIGNATURES: Final = (
    b"\xff\x0a",  # JPEG XL
    b"\x00\x00\x00\x0cJXL ",
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"8BPS",
    b"\x00\x00\x02\x00",  # a cursor
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",  # EPS with a preview
    b"%PDF-",
    b"\xd7\xcd\xc6\x9a",  # Windows metafile
    b"gimp xcf",
    b"\x76\x2f\x31\x01",  # OpenEXR
    b"P1\n", b"P2\n", b"P3\n", b"P4\n", b"P5\n", b"P6\n", b"P7\n",
)  # fmt: skip
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HTML_START: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*"
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|link)(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_SVG_START: Final = re.compile(rb"<(?:[a-z]{1,20}:)?svg[\s>/]", re.IGNORECASE)


def is_html(body: bytes) -> bool:
    """Whether bytes begin like an HTML page, by the rules of the MIME sniffing standard."""
    return _HTML_START.match(_start(body)) is not None


def is_svg(body: bytes) -> bool:
    """Whether bytes are an SVG document."""
    start = _start(body)
    return start.startswith(b"<") and _HTML_START.match(start) is None and _SVG_START.search(start) is not None


def is_image(body: bytes) -> bool:
    """Whether bytes carry the signature of a picture that we decode."""
    return body.startswith(_IMAGE_SIGNATURES) or _is_webp(body) or (body[4:8] == b"ftyp" and body[8:12] in _AVIF_BRANDS)


def is_other_picture(body: bytes) -> bool:
    """Whether bytes are a picture, a document or a film of a kind that we do not decode."""
    return body.startswith(_OTHER_SIGNATURES) or body[4:8] == b"ftyp" or body[:2] == b"\x1f\x8b"


def _is_webp(body: bytes) -> bool:
    return body[:4] == b"RIFF" and body[8:12] == b"WEBP"


def _start(body: bytes) -> bytes:
    return body[:SNIFF_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()

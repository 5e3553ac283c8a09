"""Counts the parts of a picture file before Pillow reads them: a file made of millions of tiny ones costs it minutes."""

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

PARTS_MAX: Final = 20_000
"""Blocks of a GIF in front of its picture, chunks of a PNG; pictures of the largest size have a tenth of it."""
SEGMENTS_MAX: Final = 2_000
"""Segments of a JPEG in front of its pixels; a file of the largest size is full after 300 of full length."""
SCANS_MAX: Final = 50
"""Passes of a progressive JPEG over all its pixels; encoders make about ten."""
JUNK_MAX_BYTES: Final = 4096
"""Between two segments of a JPEG, where nothing should be."""
PACKED_BMP_MAX_BYTES: Final = 2_000_000
"""Of a BMP packed by run lengths, which Pillow unpacks in Python."""
ICO_MAX_BYTES: Final = 5_000_000
VALUES_MAX: Final = 100_000
"""Numbers in one tag of a TIFF, which Pillow reads in Python; …"""
STRIPS_MAX: Final = 1_000_000
"""… except for those that say where the strips or tiles lie."""
_FILL: Final = re.compile(rb"\xff+")
_BARE_MARKERS: Final = frozenset({0x00, 0x01, *range(0xD0, 0xDA)})
"""Markers of a JPEG without a length and data behind them."""
_START_OF_SCAN: Final = 0xDA
_SEQUENTIAL_FRAMES: Final = frozenset({0xC0, 0xC1})
_PACKED: Final = frozenset({1, 2})
"""Compressions of a BMP."""
_STRIP_TAGS: Final = frozenset({273, 279, 324, 325})
_BYTE_TYPES: Final = frozenset({1, 2, 6, 7})
_TIFFS: Final[Mapping[bytes, Literal["little", "big"]]] = {b"II*\0": "little", b"MM\0*": "big"}


def has_sane_parts(body: bytes) -> bool:
    """Whether a file may be given to Pillow: True also for what is no picture, or a broken one with few parts."""
    check = next((check for magic, check in _CHECKS.items() if body.startswith(magic)), None)
    return check is None or check(body)


def _is_sane_jpeg(body: bytes) -> bool:
    position, components = 2, 0
    for _ in range(SEGMENTS_MAX):
        start = body.find(b"\xff", position)
        fill = _FILL.match(body, start) if start >= 0 else None
        if fill is None or fill.end() >= len(body):
            return len(body) - position <= JUNK_MAX_BYTES
        if fill.end() - position > JUNK_MAX_BYTES:
            return False
        marker, position = body[fill.end()], fill.end() + 1
        if marker == _START_OF_SCAN:
            # After a scan that has everything libjpeg wants the end, and gives up at another one.
            return body[position + 2 : position + 3] == bytes([components]) or _has_few_scans(body)
        if marker in _SEQUENTIAL_FRAMES:
            components = int.from_bytes(body[position + 7 : position + 8])
        if marker not in _BARE_MARKERS:
            position += max(2, int.from_bytes(body[position : position + 2]))
    return False


def _has_few_scans(body: bytes) -> bool:
    return body.count(b"\xff\xda") <= SCANS_MAX


def _is_sane_png(body: bytes) -> bool:
    position = 8
    for _ in range(PARTS_MAX):
        if position >= len(body):
            return True
        position += 12 + int.from_bytes(body[position : position + 4])
    return False


def _is_sane_gif(body: bytes) -> bool:
    """Everything up to the first picture, which is the only one that is read; bytes that mean nothing count as well."""
    position = 13 + (3 << (body[10] & 7) + 1 if len(body) > 10 and body[10] & 0x80 else 0)
    parts = 0
    while position < len(body) and body[position] not in b",;":
        is_extension = body[position] == ord("!")
        position += 2 if is_extension else 1
        parts += 1
        while is_extension and position < len(body):
            size_bytes = body[position]
            position += size_bytes + 1
            parts += 1
            is_extension = size_bytes > 0 and parts <= PARTS_MAX
        if parts > PARTS_MAX:
            return False
    return True


def _is_sane_bmp(body: bytes) -> bool:
    return len(body) <= PACKED_BMP_MAX_BYTES or int.from_bytes(body[30:34], "little") not in _PACKED


def _is_sane_ico(body: bytes) -> bool:
    return len(body) <= ICO_MAX_BYTES


def _is_sane_tiff(body: bytes) -> bool:
    """The tags of the first picture, which is the only one that is read."""
    order = _TIFFS.get(body[:4])
    if order is None:
        return False  # BigTIFF, which no browser shows, and headers that only Pillow takes

    def number(at: int, bytes_: int) -> int:
        return int.from_bytes(body[at : at + bytes_], order)

    start = number(4, 4)
    entries = range(start + 2, min(start + 2 + 12 * number(start, 2), len(body)), 12)
    return all(_is_sane_tag(number(at, 2), number(at + 2, 2), number(at + 4, 4)) for at in entries)


def _is_sane_tag(tag: int, kind: int, count: int) -> bool:
    return kind in _BYTE_TYPES or count <= (STRIPS_MAX if tag in _STRIP_TAGS else VALUES_MAX)


_CHECKS: Final[Mapping[bytes, Callable[[bytes], bool]]] = {
    b"\xff\xd8\xff": _is_sane_jpeg,
    b"\x89PNG\r\n\x1a\n": _is_sane_png,
    b"GIF8": _is_sane_gif,
    b"BM": _is_sane_bmp,
    b"II": _is_sane_tiff,
    b"MM": _is_sane_tiff,
    b"\x00\x00\x01\x00": _is_sane_ico,
}

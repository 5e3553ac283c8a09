"""Picture files that ask for more than they give, and what becomes of each; all are small, however much they unpack to."""

import base64
import gzip
import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from PIL import Image

from tests.small_site import picture_bytes

SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="60">'
)
BANNER: Final = b'<rect width="60" height="40" fill="teal"/></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, extra: bytes = b"", depth: int = 8, color: int = 2, end: bytes = b"") -> bytes:
    """A PNG of one colour, with parts before and behind its pixels."""
    row = 1 + (width * depth * {0: 1, 2: 3, 3: 1, 6: 4}[color] + 7) // 8
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    pixels = zlib.compress(bytes(row * height), 1)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), extra, chunk(b"IDAT", pixels), end, chunk(b"IEND", b""))
    )


def png_header(width: int, height: int) -> bytes:
    return png(1, 1).replace(png(1, 1)[8:33], chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))


def jpeg(width: int = 80, height: int = 60, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(out, "JPEG", **options)
    return out.getvalue()


def jpeg_with(segments: bytes) -> bytes:
    whole = jpeg()
    return whole[:2] + segments + whole[2:]


def jpeg_said_to_be(width: int, height: int, mode: str) -> bytes:
    """A small progressive picture whose header names another size."""
    small = jpeg(mode=mode, progressive=True, subsampling=0)
    at = small.index(b"\xff\xc2") + 5
    return small[:at] + struct.pack(">HH", height, width) + small[at + 4 :]


def jpeg_of_scans(count: int) -> bytes:
    whole = jpeg(2000, 2000, progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * count + b"\xff\xd9"


def gif(width: int, height: int, before: bytes = b"", box: tuple[int, int, int, int] = (0, 0, 1, 1)) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0)
    return head + before + b"," + struct.pack("<HHHHB", *box, 0) + b"\2\2D\1\0;"


def gif_of_frames(count: int) -> bytes:
    frames = [Image.linear_gradient("L").rotate(number).resize((500, 400)) for number in range(count)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bmp(width: int, height: int, bits: int = 24, packing: int = 0, body: bytes = b"") -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, packing, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(body), 0, 0, 54) + info + body


def ico(inner: bytes, side: int = 0) -> bytes:
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, side, side, 0, 0, 1, 32, len(inner), 22) + inner


def tiff(width: int, height: int, *tags: tuple[int, int, int, int]) -> bytes:
    plain = ((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
             (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 100))  # fmt: skip
    entries = [*plain, *tags]
    return (
        b"II*\0" + struct.pack("<IH", 8, len(entries)) + b"".join(struct.pack("<HHII", *e) for e in entries) + bytes(4)
    )


def svg(inside: bytes, before: bytes = b"") -> bytes:
    return before + SVG + inside + BANNER


def laughs() -> bytes:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
    return b'<!DOCTYPE svg [<!ENTITY a0 "ha">' + entities + b"]>"


def mpo_of_countless() -> bytes:
    """Says that four billion pictures follow."""
    tags = [(0xB000, 7, 4, 0x30303130), (0xB001, 4, 1, 0xFFFFFFFF), (0xB002, 7, 16, 0)]
    body = (
        b"MPF\0II*\0\x08\0\0\0" + struct.pack("<H", 3) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    )
    return jpeg_with(b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body)


Case = tuple[Callable[[], bytes], str]

PICTURES: Final[Mapping[str, Case]] = {
    # Bombs: refused by their header.
    "png-50000": (lambda: png_header(50_000, 50_000), "failed:too_many_pixels"),
    "png-13000": (lambda: png_header(13_000, 13_000), "failed:too_many_pixels"),
    "png-whole-169-megapixels": (lambda: png(13_000, 13_000, depth=1, color=0), "failed:too_many_pixels"),
    "png-strip": (lambda: png(1, 4_000_000, depth=1, color=0), "skipped:spacer"),
    "png-strip-33": (lambda: png(33, 1_000_000, depth=1, color=0), "skipped:blank"),
    "gif-canvas": (lambda: gif(65_535, 65_535), "failed:too_many_pixels"),
    "gif-frame-outside": (lambda: gif(64, 64, box=(60_000, 60_000, 5000, 5000)), "failed:too_many_pixels"),
    "bmp-60000": (lambda: bmp(60_000, 60_000), "failed:too_many_pixels"),
    "bmp-negative": (lambda: bmp(-100, -100), "failed:too_many_pixels"),
    "bmp-nothing": (lambda: bmp(5000, 5000), "failed:broken"),
    "tiff-60000": (lambda: tiff(60_000, 60_000), "failed:too_many_pixels"),
    "ico-png-13000": (lambda: ico(png_header(13_000, 13_000)), "failed:too_many_pixels"),
    "ico-bmp-30000": (lambda: ico(bmp(30_000, 60_000, 32)[14:]), "failed:too_many_pixels"),
    "webp-canvas": (lambda: b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + b"\xff" * 6, "failed:too_many_pixels"),
    "jpeg-progressive-cmyk": (lambda: jpeg_said_to_be(6200, 6200, "CMYK"), "failed:too_many_pixels"),
    # Files of countless parts.
    "gif-comments": (lambda: gif(64, 64, (b"\x21\xfe\x01c\0") * 30_000), "failed:broken"),
    "gif-one-comment": (lambda: gif(64, 64, b"\x21\xfe" + (b"\x01c") * 30_000 + b"\0"), "failed:broken"),
    "gif-junk": (lambda: gif(64, 64, b"x" * 30_000), "failed:broken"),
    "png-chunks": (lambda: png(80, 60, extra=chunk(b"abCd", b"") * 30_000), "failed:broken"),
    "png-chunks-behind": (lambda: png(80, 60, end=chunk(b"abCd", b"") * 30_000), "failed:broken"),
    "png-texts": (lambda: png(80, 60, extra=chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(900_000))) * 90), "failed:broken"),
    "png-profile": (lambda: png(80, 60, extra=chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(50_000_000)))), "failed:broken"),
    "jpeg-exif": (lambda: jpeg_with(b"\xff\xe1\0\x0aExif\0\0xx" * 30_000), "failed:broken"),
    "jpeg-comments": (lambda: jpeg_with(b"\xff\xfe\0\2" * 30_000), "failed:broken"),
    "jpeg-fill": (lambda: jpeg_with(b"\xff" * 300_000), "failed:broken"),
    "jpeg-junk": (lambda: jpeg_with(b"\xff\xfe\0\2" + b"x" * 300_000), "failed:broken"),
    "jpeg-scans": (lambda: jpeg_of_scans(200), "failed:broken"),
    "jpeg-of-countless-pictures": (mpo_of_countless, "fetched"),
    "bmp-packed": (lambda: bmp(5000, 5000, 8, 1, b"\1\1" * 1_500_000), "failed:broken"),
    "ico-huge": (lambda: ico(png(80, 60, extra=chunk(b"abCd", bytes(6_000_000)))), "failed:broken"),
    "tiff-values": (lambda: tiff(64, 64, (282, 5, 2_000_000, 8)), "failed:broken"),
    "tiff-strips": (lambda: tiff(64, 64, (279, 4, 0x7FFFFFFF, 8)), "failed:broken"),
    "tiff-big": (lambda: b"II+\0\x08\0\0\0" + bytes(60), "failed:broken"),
    # Cut, empty, bent, or something else.
    "empty": (lambda: b"", "skipped:empty"),
    "zeros": (lambda: bytes(5000), "skipped:not_an_image"),
    "cut-jpeg": (lambda: jpeg()[:400], "failed:broken"),
    "cut-png": (lambda: picture_bytes("cut")[:100], "failed:broken"),
    "cut-gif": (lambda: picture_bytes("cut", kind="GIF")[:60], "failed:broken"),
    "cut-webp": (lambda: picture_bytes("cut", kind="WEBP")[:60], "failed:broken"),
    "cut-avif": (lambda: picture_bytes("cut", kind="AVIF")[:300], "failed:broken"),
    "bad-sum": (lambda: picture_bytes("sum").replace(b"IHDR", b"IHDR", 1)[:30] + b"\0\0" + picture_bytes("sum")[32:], "failed:broken"),
    "html": (lambda: b"<!doctype html><h1>Not found", "skipped:not_an_image"),
    "text": (lambda: b"no picture at all", "skipped:not_an_image"),
    "json": (lambda: b'{"error": "no such picture"}', "skipped:not_an_image"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", "skipped:unsupported_format"),
    "film": (lambda: b"\0\0\0\x18ftypmp42" + bytes(500), "skipped:unsupported_format"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(500), "skipped:unsupported_format"),
    "jpeg-xl": (lambda: b"\xff\x0a" + bytes(50), "skipped:unsupported_format"),
    "pdf": (lambda: b"%PDF-1.7\n", "skipped:unsupported_format"),
    # Vector graphics.
    "svg-script": (lambda: svg(b"<script>alert(1)</script>"), "fetched"),
    "svg-foreign": (lambda: svg(b"<foreignObject><iframe src='http://127.0.0.1:9/'/></foreignObject>"), "fetched"),
    "svg-outside": (lambda: svg(b"<image href='http://127.0.0.1:9/a.png' width='9' height='9'/><use href='/b.svg#a'/>"), "fetched"),
    "svg-sheet": (lambda: svg(b"<style>@import url(http://127.0.0.1:9/s.css);</style>", b"<?xml-stylesheet href='http://127.0.0.1:9/'?>"), "fetched"),
    "svg-file": (lambda: svg(b"<text>&x;</text>", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "fetched"),
    "svg-laughs": (lambda: svg(b"<text>&a9;</text>", laughs()), "skipped:vector_graphic"),
    "svg-uses": (lambda: svg(b"<defs><g id='a0'><path d='M0 0L9 9'/></g>" + b"".join(b"<g id='a%d'>%s</g>" % (n + 1, b"<use href='#a%d'/>" % n * 10) for n in range(12)) + b"</defs><use href='#a12'/>"), "skipped:vector_graphic"),
    "svg-circle": (lambda: svg(b"<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), "skipped:vector_graphic"),
    "svg-deep": (lambda: svg(b"<g>" * 90_000), "skipped:vector_graphic"),
    "svg-bomb-inside": (lambda: svg(b"<image width='90' height='60' href='data:image/png;base64," + base64.b64encode(png(13_000, 13_000, depth=1, color=0)) + b"'/>"), "fetched"),
    "svg-cut": (lambda: svg(b"")[:-9], "skipped:vector_graphic"),
    "svg-packed": (lambda: gzip.compress(svg(b"<circle r='9'/>")), "fetched"),
    "svg-packed-bomb": (lambda: gzip.compress(svg(b" " * 6_000_000)), "skipped:vector_graphic"),
    # Odd, and good.
    "gif-frames": (lambda: gif_of_frames(20), "fetched"),
    "png-39-megapixels": (lambda: png(6200, 6200, depth=8, color=3, extra=chunk(b"PLTE", bytes(range(256)) * 3) + chunk(b"tRNS", bytes(256))), "skipped:blank"),
    "jpeg-progressive": (lambda: jpeg(2500, 2500, progressive=True, subsampling=0), "fetched"),
    "tracking": (lambda: gif(1, 1), "skipped:tracking_pixel"),
    "spacer": (lambda: png(200, 1), "skipped:spacer"),
    "small": (lambda: png(20, 20), "skipped:too_small"),
    "flat": (lambda: png(100, 100), "skipped:blank"),
    "named-wrong": (lambda: jpeg(90, 70), "fetched"),
    "with-tail": (lambda: picture_bytes("tail") + b"<script>alert(1)</script>", "fetched"),
}  # fmt: skip
"""Name -> the bytes, and the end of the picture in a crawl, with its reason behind a colon."""


@cache
def hostile_picture(name: str) -> bytes:
    """The bytes of one of them; made once in a run."""
    return PICTURES[name][0]()

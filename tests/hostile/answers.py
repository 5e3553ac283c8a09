"""Answers that no honest server gives, and what becomes of a picture, or a page, that is answered so."""

import gzip
import random
import time
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import brotli  # type: ignore[import-untyped]

from tests.small_site import Answer, Handler, Route, endless, picture_bytes

HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"
PIECE: Final = b"x" * 16_000


def written(*pieces: bytes) -> Route:
    """Exactly these bytes, then the end of the connection."""

    def write(handler: Handler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
        handler.close_connection = True

    return _until_gone(write)


def without_end(first: bytes, again: bytes, pause_seconds: float = 0.0) -> Route:
    """A beginning, and then the same for as long as somebody listens."""

    def write(handler: Handler) -> None:
        handler.wfile.write(first)
        while True:
            handler.wfile.write(again)
            handler.wfile.flush()
            time.sleep(pause_seconds)

    return _until_gone(write)


def _until_gone(write: Callable[[Handler], None]) -> Route:
    def answer(handler: Handler) -> None:
        try:
            write(handler)
        except OSError:
            handler.close_connection = True

    return answer


def silent(handler: Handler) -> None:
    time.sleep(30)
    handler.close_connection = True


def reset(handler: Handler) -> None:
    handler.connection.close()
    handler.close_connection = True


def packed(body: bytes, coding: str, kind: str = "image/png") -> Answer:
    return Answer(body, headers={"Content-Encoding": coding}, kind=kind)


def whole(body: bytes, *, before: bytes = b"", headers: bytes = b"") -> bytes:
    return before + HEAD + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


PICTURE: Final = picture_bytes("honest")
RUBBISH: Final = random.Random(1).randbytes(4000)
ZEROS: Final = bytes(60_000_000)

FAULTS: Final[Mapping[str, tuple[Route, str]]] = {
    # Status lines and headers.
    "no-status-line": (written(b"<p>HTTP 0.9"), "failed:connection_failed"),
    "status-nonsense": (written(b"HTTP/9.9 two hundred\r\n\r\n"), "failed:connection_failed"),
    "status-999": (written(b"HTTP/1.1 999 odd\r\nContent-Length: 0\r\n\r\n"), "failed:http_status"),
    "status-endless": (written(b"HTTP/1.1 " + b"9" * 50_000 + b" x\r\n\r\n"), "failed:connection_failed"),
    "rubbish": (written(RUBBISH), "failed:connection_failed"),
    "nothing": (written(), "failed:connection_failed"),
    "reset": (reset, "failed:connection_failed"),
    "header-without-colon": (written(HEAD + b"nonsense\r\n\r\n"), "skipped:empty"),
    "header-with-nul": (written(whole(PICTURE, headers=b"X-A: a\0b\r\n")), "fetched"),
    "header-long": (written(HEAD + b"X-A: " + b"y" * 500_000 + b"\r\n\r\n"), "failed:connection_failed"),
    "headers-many": (written(whole(b"", headers=b"".join(b"X-%d: z\r\n" % n for n in range(60_000)))), "failed:connection_failed"),
    "cookies": (written(whole(PICTURE, headers=b"".join(b"Set-Cookie: c%d=x\r\n" % n for n in range(100_000)))), "failed:connection_failed"),
    "cookies-some": (written(whole(PICTURE, headers=b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 3000) for n in range(80)))), "fetched"),
    "hints": (written(whole(PICTURE, before=b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")), "fetched"),
    # Lengths and chunks.
    "cut": (written(HEAD + b"Content-Length: 100000\r\n\r\nonly this"), "failed:connection_failed"),
    "length-negative": (written(HEAD + b"Content-Length: -5\r\n\r\nabc"), "failed:connection_failed"),
    "length-huge": (written(HEAD + b"Content-Length: 99999999999999\r\n\r\nabc"), "skipped:too_large"),
    "length-twice": (written(HEAD + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nabcdefg"), "failed:connection_failed"),
    "chunk-nonsense": (written(HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nabc"), "failed:connection_failed"),
    "chunk-huge": (written(HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc"), "failed:connection_failed"),
    "chunk-cut": (written(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"), "failed:connection_failed"),
    # Encodings.
    "gzip-lie": (packed(PICTURE, "gzip"), "failed:connection_failed"),
    "gzip-rubbish": (packed(RUBBISH, "gzip"), "failed:connection_failed"),
    "deflate-raw": (packed(zlib.compress(PICTURE)[2:-4], "deflate"), "fetched"),
    "br-rubbish": (packed(RUBBISH, "br"), "failed:connection_failed"),
    "zstd-rubbish": (packed(RUBBISH, "zstd"), "failed:connection_failed"),
    "unknown-coding": (packed(PICTURE, "rot13"), "fetched"),
    "gzip-twice": (packed(gzip.compress(gzip.compress(PICTURE)), "gzip, gzip"), "fetched"),
    "gzip-bomb": (packed(gzip.compress(ZEROS), "gzip"), "skipped:too_large"),
    "gzip-bomb-twice": (packed(gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"), "skipped:too_large"),
    "deflate-bomb": (packed(zlib.compress(ZEROS), "deflate"), "skipped:too_large"),
    "br-bomb": (packed(brotli.compress(ZEROS, quality=1), "br"), "skipped:too_large"),
    # Kinds and statuses.
    "called-html": (Answer(PICTURE, kind="text/html"), "fetched"),
    "called-nothing": (Answer(PICTURE, kind=""), "fetched"),
    "called-rubbish": (Answer(PICTURE, kind="\xff/\x80; charset=\xfe"), "fetched"),
    "gone": (Answer(b"", 410), "failed:http_status"),
    "redirect-without-target": (Answer(b"", 302), "failed:http_status"),
    "redirect-to-itself": (Answer(b"", 302, {"Location": "redirect-to-itself"}), "failed:redirect_loop"),
    "not-modified": (Answer(b"", 304), "failed:http_status"),
    "partial": (Answer(PICTURE, 206), "fetched"),
}  # fmt: skip
"""Each is answered at once, for whatever is asked."""

SLOW: Final[Mapping[str, tuple[Route, str]]] = {
    "silent": (silent, "failed:timeout"),
    "drip": (without_end(HEAD + b"\r\n", b"x", 0.2), "failed:timeout"),
    "drip-of-headers": (without_end(HEAD, b"X-A: b\r\n", 0.2), "failed:timeout"),
    "endless": (endless, "skipped:too_large|failed:timeout"),
    "endless-headers": (without_end(HEAD, b"X-A: " + PIECE[:1000] + b"\r\n"), "failed:connection_failed|failed:timeout"),
    "endless-continue": (without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "failed:connection_failed|failed:timeout"),
    "endless-chunks": (without_end(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000), "skipped:too_large|failed:timeout"),
    "endless-chunk-head": (without_end(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", PIECE), "failed:connection_failed"),
    "endless-trailer": (without_end(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 100), "failed:connection_failed"),
    "pause-of-years": (Answer(b"", 429, {"Retry-After": "999999999"}), "failed:blocked"),
    "pause-until-9999": (Answer(b"", 503, {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}), "failed:blocked"),
}  # fmt: skip
"""Each stands on a host of its own: what they do to it must not fall back on others. Where two ends are named, the machine's speed decides."""

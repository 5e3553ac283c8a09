"""A web site for tests of the whole: many pages of distinct pictures, slow enough to be interrupted, and counting."""

import io
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from PIL import Image

from tests.serving import server_running

SIDE_PX: Final = 96
WORDS: Final = ("harbour", "mountain", "kitchen", "tram", "orchard", "library", "desert", "bridge")


class PictureSite:
    """`pages` pages in a chain of links, each with `pictures` pictures that no other page has."""

    def __init__(self, pages: int, pictures: int, pause_seconds: float) -> None:
        self.pages, self.pictures, self.pause_seconds = pages, pictures, pause_seconds
        self.requests: Counter[str] = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body of an address, None for 404."""
        if path == "/robots.txt":
            return "text/plain", b"User-agent: *\nAllow: /\n"
        if path == "/":
            return "text/html", self._page(0)
        if found := re.fullmatch(r"/page/(\d+)", path):
            return "text/html", self._page(int(found[1]))
        if found := re.fullmatch(r"/picture/(\d+)-(\d+)\.jpg", path):
            return "image/jpeg", picture_bytes(int(found[1]) * 1000 + int(found[2]))
        return None

    def _page(self, number: int) -> bytes:
        links = [f'<a href="/page/{n}">{n}</a>' for n in (2 * number + 1, 2 * number + 2) if n < self.pages]
        pictures = [
            f'<img src="/picture/{number}-{n}.jpg" alt="{WORDS[(number + n) % len(WORDS)]} {number}">'
            for n in range(self.pictures)
        ]
        return f"<!doctype html><title>Page {number}</title>{''.join(pictures)}{' '.join(links)}".encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests[self.path] += 1
                time.sleep(site.pause_seconds)
                kind, body = site.answer(self.path) or ("text/plain", b"")
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """The counter is enough."""

        return Handler

    @contextmanager
    def serving(self) -> Iterator["PictureSite"]:
        """Answer requests until the test is done."""
        with server_running(self._server):
            yield self


@cache
def picture_bytes(seed: int) -> bytes:
    """A picture unlike any other: coloured blocks, drawn from its number."""
    blocks = Image.frombytes("RGB", (6, 6), random.Random(seed).randbytes(108))
    body = io.BytesIO()
    blocks.resize((SIDE_PX, SIDE_PX), Image.Resampling.NEAREST).save(body, "JPEG", quality=90)
    return body.getvalue()

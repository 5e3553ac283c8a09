"""A web server for tests: a table from path to answer, which remembers who asked for what."""

import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image, ImageDraw

from tests.serving import server_running


@dataclass(frozen=True)
class Answer:
    """What a path gives."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"


Handler = BaseHTTPRequestHandler
Route = Answer | Callable[[Handler], Answer | None]
"""An answer, or something that makes one of a request, or writes to the socket by itself and gives None."""


def endless(handler: Handler) -> None:
    """A route whose answer never ends, until whoever asked has had enough."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"<p>more" * 10_000)
    except OSError:
        handler.close_connection = True


@dataclass
class SmallSite:
    """A site on loopback; unknown paths are 404."""

    routes: dict[str, Route]
    url: str = ""
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    """When each request came, by the server's own clock."""
    under_way: int = 0
    under_way_most: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def paths(self) -> list[str]:
        """Everything that was asked for, in order."""
        return [path for path, _ in self.requests]

    def page(self, path: str, html: str, **answer: object) -> None:
        """Add a page."""
        self.routes[path] = Answer(f"<!doctype html><title>{path}</title>{html}".encode(), **answer)  # type: ignore[arg-type]

    def picture(self, path: str, color: str = "red", **answer: object) -> None:
        """Add a picture of its own: no two paths have equal bytes."""
        body = picture_bytes(f"{path} {color}", color)
        self.routes[path] = Answer(body, kind="image/png", **answer)  # type: ignore[arg-type]


def gallery(site: SmallSite, pages: int, *, pause_seconds: float = 0.0) -> None:
    """Pages in a tree of links, each with two pictures of its own."""

    def page(number: int, _: Handler) -> Answer:
        time.sleep(pause_seconds)
        links = "".join(f'<a href="/p{n}">x</a>' for n in (2 * number + 1, 2 * number + 2) if n < pages)
        images = "".join(f'<img src="/i{number}-{k}.png" alt="picture {number} {k}">' for k in range(2))
        return Answer(f"<title>{number}</title>{images}{links}".encode())

    for number in range(pages):
        site.routes["/" if number == 0 else f"/p{number}"] = partial(page, number)
        for k in range(2):
            site.picture(f"/i{number}-{k}.png")


def picture_bytes(text: str, color: str = "red", kind: str = "PNG") -> bytes:
    """A small picture with a text on it."""
    image = Image.new("RGB", (80, 60), color)
    ImageDraw.Draw(image).text((4, 20), text, fill="white")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


class QuietServer(ThreadingHTTPServer):
    """Says nothing of clients that have had enough."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def site_serving(routes: dict[str, Route] | None = None) -> Iterator[SmallSite]:
    """Serve a site on a free port."""
    site = SmallSite(dict(routes or {}))
    with server_running(QuietServer(("127.0.0.1", 0), _handler(site))) as site.url:
        yield site


def _handler(site: SmallSite) -> type[BaseHTTPRequestHandler]:
    class SiteHandler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with site.counting:
                site.requests.append((self.path, dict(self.headers)))
                site.moments.append(time.monotonic())
                site.under_way += 1
                site.under_way_most = max(site.under_way_most, site.under_way)
            route = site.routes.get(self.path, Answer(b"nothing here", 404))
            try:
                answer = route if isinstance(route, Answer) else route(self)
            finally:
                with site.counting:
                    site.under_way -= 1
            if answer is not None:
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """The list of requests is enough."""

    return SiteHandler

"""A real HTTP server that speaks as much of OpenAI's protocol as is needed, and misbehaves as it is told."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.serving import server_running

FORM: dict[str, Any] = {
    "subject": "", "phrases": [], "exclude": [], "formats": [], "formats_excluded": [], "sizes": [], "shapes": [],
    "main_colors": [], "kinds": [], "pages": [], "pages_excluded": [], "hosts": [], "width_min_px": None, "width_max_px": None,
    "height_min_px": None, "height_max_px": None, "alt_text": None, "sort": None,
}  # fmt: skip


def completion(content: str) -> bytes:
    """A chat completion with this text in it."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


def form(**fields: Any) -> bytes:
    """A chat completion with a form of which these fields are filled in."""
    return completion(json.dumps({**FORM, **fields}))


class Endpoint:
    """`behave` decides what each request gets, `asked` holds what was sent."""

    url: str

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.behave: Callable[[BaseHTTPRequestHandler], None] = answering(form())
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                endpoint.asked.append(json.loads(body))
                endpoint.headers.append({name.lower(): value for name, value in self.headers.items()})
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    endpoint.behave(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @contextlib.contextmanager
    def serving(self) -> Iterator["Endpoint"]:
        """Answer requests until the test is done."""
        with server_running(self._server) as address:
            self.url = f"{address}/v1"
            yield self


def answering(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Gives this body at once."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def dripping(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Gives a byte now and then, so that no single read ever takes long."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        give_up_at = time.monotonic() + seconds
        while time.monotonic() < give_up_at:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return behave


def flooding(handler: BaseHTTPRequestHandler) -> None:
    """Gives more than anybody wants."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b" " * 100_000)

"""A hub on loopback: serves files as the real one does, its SHA-256 on the answer."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.serving import server_running


@contextmanager
def hub(files: dict[str, bytes], *, is_lying: bool = False) -> Iterator[str]:
    """The address of a hub with these files by name; every other name gives 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = files.get(self.path.rpartition("/")[2])
            self.send_response(200 if body is not None else 404)
            digest = "0" * 64 if is_lying else hashlib.sha256(body or b"").hexdigest()
            self.send_header("X-Linked-Etag", f'"{digest}"')
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    with server_running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url

"""Runs a web server of the tests in a thread, and stops it as soon as it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Final

STOP_POLL_SECONDS: Final = 0.02
"""How often the server looks whether it shall stop. By default every half second, which hundreds of tests would wait for."""


@contextmanager
def server_running(server: ThreadingHTTPServer) -> Iterator[str]:
    """Answer requests until the test is done; gives the address without a path."""
    Thread(target=server.serve_forever, args=(STOP_POLL_SECONDS,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

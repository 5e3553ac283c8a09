"""A site of any number of small pages that exists only while it is asked for, served by a thread of the bench."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from imagesearch.ops.ports import LOOPBACK

LINKS_DOWN: Final = 8
"""Of each page to pages that no other links to, so that all are found soon and few are in the queue twice."""
LINKS_ACROSS: Final = 8
IMAGES_PER_PAGE: Final = 2
WORDS: Final = ("river", "stone", "lamp", "garden", "paper", "train", "window", "salt", "forest", "bridge", "cloud")
NOT_THERE: Final = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"


@dataclass(slots=True)
class VastSite:
    """What is served, and how far it has been read."""

    pages: int
    url: str = ""
    served: int = 0
    """Pages sent so far."""

    def answer(self, path: str) -> bytes:
        """The whole answer for a path."""
        name = path.strip("/").removeprefix("p") or "0"
        if not name.isdecimal() or int(name) >= self.pages:
            return NOT_THERE
        self.served += 1
        body = self._page(int(name)).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def _page(self, number: int) -> str:
        chance = random.Random(number)
        down = range(number * LINKS_DOWN + 1, min((number + 1) * LINKS_DOWN, self.pages - 1) + 1)
        across = (chance.randrange(1, self.pages) for _ in range(LINKS_ACROSS))
        links = "".join(f'<li><a href="/p{target}">{_words(chance, 2)}</a>' for target in (*down, *across))
        images = "".join(
            f'<img src="/i{number}-{image}.jpg" alt="{_words(chance, 3)}">' for image in range(IMAGES_PER_PAGE)
        )
        title = f"{number} {_words(chance, 2)}"
        return f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><ul>{links}</ul>{images}<p>{_words(chance, 60)}"

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Serve until the event says that it is over."""
        server = await asyncio.start_server(self._connected, LOOPBACK, 0)
        self.url = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/"
        ready.set()
        async with server:
            await over.wait()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self.answer(head.split(b" ", 2)[1].decode()))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@contextmanager
def vast_site_served(pages: int) -> Iterator[VastSite]:
    """The site, on a free port, for as long as the context lasts."""
    site, ready, over = VastSite(pages), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(site.serve(ready, over)), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))

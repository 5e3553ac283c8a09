"""A forward proxy: looks each host up once through the guard, dials the address that was judged, and caps bytes and time."""

import asyncio
import base64
import hmac
import logging
from collections import Counter
from collections.abc import Coroutine
from typing import Any, Final

from ada_url import URL

from crawler.egress.charges import Charges
from crawler.egress.heads import HEAD_MAX_BYTES, Head, HeadInvalid, body_length, head_bytes, head_read
from imagesearch.core.errors import Rejected
from imagesearch.core.guard import Guard
from imagesearch.core.urls import PORTS

log = logging.getLogger(__name__)

LOOPBACK: Final = "127.0.0.1"
USER: Final = "egress"
GREETING_HOST: Final = "egress.invalid"
"""A name of the proxy itself: a browser shows its secret here once and remembers it for everything after."""
CONNECTIONS_MAX: Final = 64
CONNECTION_SECONDS: Final = 60.0
CONNECTION_MAX_BYTES: Final = 30_000_000
DIAL_SECONDS: Final = 10.0
ADDRESSES_TRIED: Final = 2
PIECE_BYTES: Final = 64 * 1024
INTERIM_MAX: Final = 5

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Unreachable(Exception):
    """The host may be reached, but cannot be."""


class EgressProxy:
    """One proxy for one browser; counts what it refused, by reason code."""

    def __init__(self, guard: Guard, *, secret: str, charges: Charges | None = None) -> None:
        self.refusals: Counter[str] = Counter()
        self._guard = guard
        self._charges = charges
        self._credentials = "Basic " + base64.b64encode(f"{USER}:{secret}".encode()).decode()
        self._server: asyncio.Server | None = None
        self._places = asyncio.Semaphore(CONNECTIONS_MAX)
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Listen on loopback.

        Returns:
            The port.
        """
        self._server = await asyncio.start_server(self._accept, LOOPBACK, 0, limit=HEAD_MAX_BYTES)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(asyncio.ensure_future(self._serve((reader, writer))))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, client: Stream) -> None:
        """One connection to its end; whatever goes wrong in it is over with it."""
        try:
            async with self._places, asyncio.timeout(CONNECTION_SECONDS):
                await self._answer(client)
        except Rejected as refusal:
            self._refuse(client, refusal.reason_code)
        except HeadInvalid:
            self._refuse(client, "malformed")
        except Unreachable:
            _say(client, "502 Bad Gateway")
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            self.refusals["broken_off"] += 1
        finally:
            client[1].close()

    async def _answer(self, client: Stream) -> None:
        head = await head_read(client[0])
        method, target, _ = head.first
        if not self._is_authorized(head):
            _say(client, "407 Proxy Authentication Required", ("Proxy-Authenticate", f'Basic realm="{USER}"'))
        elif target == f"http://{GREETING_HOST}/":
            _say(client, "200 OK")
        elif method == "CONNECT":
            await self._tunnel(client, target)
        else:
            await self._forward(client, head)

    def _is_authorized(self, head: Head) -> bool:
        shown = head.values("proxy-authorization")
        return len(shown) == 1 and hmac.compare_digest(shown[0].encode("latin-1"), self._credentials.encode())

    async def _tunnel(self, client: Stream, target: str) -> None:
        """CONNECT: for https, and for every kind of WebSocket."""
        if set(target) & set("/@?#\\ "):
            raise HeadInvalid("the target is more than a host and a port")
        remote = await self._dial(f"https://{target}/")
        try:
            client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _first_done(_copy(client[0], remote[1]), _copy(remote[0], client[1]))
        finally:
            remote[1].close()

    async def _forward(self, client: Stream, head: Head) -> None:
        """One plain request; the connection serves no second one, which might be meant for another host."""
        method, target, _ = head.first
        length_bytes = body_length(head)
        if not target.lower().startswith("http://") or length_bytes > CONNECTION_MAX_BYTES:
            raise HeadInvalid("not a request for a proxy")
        remote = await self._dial(target)
        try:
            remote[1].write(_request_head(method, URL(target), head))
            await _copy_exactly(client[0], remote[1], length_bytes)
            client[1].write(await _response_head(remote[0]))
            await _first_done(_copy(remote[0], client[1]), client[0].read(1))
        finally:
            remote[1].close()

    async def _dial(self, url: str) -> Stream:
        """A connection to the address that the guard judged.

        Raises:
            Rejected: the guard refuses the address, or the name is unknown.
            Unreachable: it does not answer.
        """
        addresses = await asyncio.to_thread(self._guard.check_and_resolve, url)
        parsed = URL(url)
        port = int(parsed.port or PORTS[parsed.protocol])
        for address in addresses[:ADDRESSES_TRIED]:
            try:
                async with asyncio.timeout(DIAL_SECONDS):
                    remote = await asyncio.open_connection(address, port, limit=HEAD_MAX_BYTES)
            except (TimeoutError, OSError):
                continue
            if self._charges:
                self._keep(asyncio.ensure_future(self._charges.charge(str(parsed.host))))
            return remote
        raise Unreachable

    def _refuse(self, client: Stream, reason: str) -> None:
        """The answer is the same for every reason: the browser's pages must not learn what is where."""
        self.refusals[reason] += 1
        _say(client, "403 Forbidden")


def _say(client: Stream, status: str, *headers: tuple[str, str]) -> None:
    client[1].write(head_bytes(f"HTTP/1.1 {status}", [*headers, ("Content-Length", "0"), ("Connection", "close")]))


def _request_head(method: str, url: URL, head: Head) -> bytes:
    headers = [(name, value) for name, value in head.end_to_end() if name.lower() != "host"]
    first = f"{method} {url.pathname}{url.search} HTTP/1.1"
    return head_bytes(first, [("Host", url.host), *headers, ("Connection", "close")])


async def _response_head(remote: asyncio.StreamReader) -> bytes:
    """The head of the final response, which tells the browser not to use the connection again."""
    for _ in range(INTERIM_MAX):
        head = await head_read(remote)
        if not head.first[0].startswith("HTTP/1.") or head.first[1] == "101":
            raise Unreachable
        if not head.first[1].startswith("1"):
            return head_bytes(" ".join(head.first), [*head.end_to_end(), ("Connection", "close")])
    raise Unreachable


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Everything that comes, up to the limit of a connection."""
    left_bytes = CONNECTION_MAX_BYTES
    while left_bytes > 0 and (piece := await source.read(PIECE_BYTES)):
        left_bytes -= len(piece)
        sink.write(piece)
        await sink.drain()


async def _copy_exactly(source: asyncio.StreamReader, sink: asyncio.StreamWriter, length_bytes: int) -> None:
    while length_bytes > 0:
        piece = await source.readexactly(min(PIECE_BYTES, length_bytes))
        length_bytes -= len(piece)
        sink.write(piece)
        await sink.drain()


async def _first_done(*works: Coroutine[Any, Any, object]) -> None:
    """Run both until one ends; the other has nobody left to talk to."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

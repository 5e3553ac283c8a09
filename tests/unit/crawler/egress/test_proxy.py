"""The proxy, spoken to over raw sockets: it dials what the guard allows, for those who know the secret, and nothing else."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from crawler.egress import proxy as module
from crawler.egress.proxy import GREETING_HOST, EgressProxy
from imagesearch.core.guard import Guard

SECRET = "a secret"
SHOWN = "Proxy-Authorization: Basic " + base64.b64encode(f"egress:{SECRET}".encode()).decode() + "\r\n"


class Origin:
    """A server that counts connections and gives each the same answer."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") -> None:
        self.answer = answer
        self.contacts = 0
        self.heard = b""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.contacts += 1
        self.heard += await reader.read(65536)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(origin: Origin) -> AsyncIterator[Origin]:
    server = await asyncio.start_server(origin.serve, "127.0.0.1", 0)
    origin.port = server.sockets[0].getsockname()[1]
    async with server:
        yield origin


@asynccontextmanager
async def proxying(*allowed: int) -> AsyncIterator[tuple[EgressProxy, int]]:
    guard = Guard(allowed=frozenset(f"127.0.0.1:{port}" for port in allowed))
    proxy = EgressProxy(guard, secret=SECRET)
    port = await proxy.start()
    try:
        yield proxy, port
    finally:
        await proxy.close()


async def said(port: int, request: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode("latin-1"))
    answer = await reader.read()
    writer.close()
    return answer


async def test_proxy_plain_request_goes_to_the_allowed_host():
    async with serving(Origin()) as origin, proxying(origin.port) as (_, port):
        answer = await said(
            port, f"GET http://127.0.0.1:{origin.port}/a?b=c HTTP/1.1\r\nHost: other\r\nAccept: x\r\n{SHOWN}\r\n"
        )
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    head = f"GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:{origin.port}\r\nAccept: x\r\nConnection: close\r\n\r\n"
    assert origin.heard == head.encode()


async def test_proxy_passes_the_body_of_a_request_and_not_a_byte_more():
    async with serving(Origin()) as origin, proxying(origin.port) as (_, port):
        smuggled = "GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n"
        await said(
            port, f"POST http://127.0.0.1:{origin.port}/ HTTP/1.1\r\nContent-Length: 4\r\n{SHOWN}\r\nbody{smuggled}"
        )
    assert origin.heard.endswith(b"\r\n\r\nbody")


async def test_proxy_tunnel_passes_bytes_both_ways():
    async with serving(Origin(b"pong")) as origin, proxying(origin.port) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"CONNECT 127.0.0.1:{origin.port} HTTP/1.1\r\n{SHOWN}\r\n".encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        writer.write(b"ping")
        assert await reader.read() == b"pong"
        writer.close()
    assert origin.heard == b"ping"


@pytest.mark.parametrize(
    "target",
    ["CONNECT 127.0.0.1:{port}", "GET http://127.0.0.1:{port}/", "CONNECT localhost:{port}", "CONNECT 127.1:{port}"],
)
async def test_proxy_contacts_nothing_on_loopback_that_is_not_named(target: str):
    async with serving(Origin()) as canary, serving(Origin()) as origin, proxying(origin.port) as (proxy, port):
        answer = await said(port, f"{target.format(port=canary.port)} HTTP/1.1\r\n{SHOWN}\r\n")
    assert answer == b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert canary.contacts == 0
    assert proxy.refusals == {"host_forbidden": 1}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("CONNECT 10.0.0.1:443", "host_forbidden"),
        ("CONNECT [::ffff:127.0.0.1]:443", "host_forbidden"),
        ("CONNECT 169.254.169.254:80", "host_forbidden"),
        ("CONNECT example.org:22", "host_forbidden"),
        ("CONNECT no-such-name.invalid:443", "host_unknown"),
        ("CONNECT user@127.0.0.1:443", "malformed"),
        ("CONNECT example.org:443/path", "malformed"),
        ("GET https://example.org/", "malformed"),
        ("GET /path", "malformed"),
        ("GET ftp://example.org/", "malformed"),
    ],
)
async def test_proxy_says_the_same_whatever_it_refuses(target: str, reason: str):
    async with proxying() as (proxy, port):
        answer = await said(port, f"{target} HTTP/1.1\r\n{SHOWN}\r\n")
    assert answer == b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert proxy.refusals == {reason: 1}


@pytest.mark.parametrize("shown", ["", "Proxy-Authorization: Basic d3Jvbmc=\r\n", SHOWN + SHOWN])
async def test_proxy_serves_nobody_without_the_secret(shown: str):
    async with serving(Origin()) as origin, proxying(origin.port) as (_, port):
        answer = await said(port, f"CONNECT 127.0.0.1:{origin.port} HTTP/1.1\r\n{shown}\r\n")
    assert answer.startswith(b"HTTP/1.1 407 ")
    assert origin.contacts == 0


async def test_proxy_greets_who_knows_the_secret():
    async with proxying() as (_, port):
        answer = await said(port, f"GET http://{GREETING_HOST}/ HTTP/1.1\r\n{SHOWN}\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_proxy_looks_a_host_up_once_and_dials_what_was_judged(monkeypatch: pytest.MonkeyPatch):
    """The name gives a public address first and loopback ever after: nobody asks a second time."""
    lookups: list[str] = []
    dialled: list[str] = []

    def flipping(host: str, port: int, **_: Any) -> list[Any]:
        lookups.append(host)
        address = "93.184.216.34" if len(lookups) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    async def unreachable(host: str, *_: Any, **__: Any) -> None:
        dialled.append(host)
        raise OSError

    async with proxying() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        monkeypatch.setattr(socket, "getaddrinfo", flipping)
        monkeypatch.setattr(asyncio, "open_connection", unreachable)
        writer.write(f"CONNECT flip.example:443 HTTP/1.1\r\n{SHOWN}\r\n".encode())
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert (lookups, dialled) == (["flip.example."], ["93.184.216.34"])


async def test_proxy_cuts_an_endless_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "CONNECTION_MAX_BYTES", 200_000)
    endless = Origin(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000)
    async with serving(endless) as origin, proxying(origin.port) as (_, port):
        answer = await said(port, f"GET http://127.0.0.1:{origin.port}/ HTTP/1.1\r\n{SHOWN}\r\n")
    assert len(answer) < 200_000 + 2 * module.PIECE_BYTES


async def test_proxy_cuts_a_connection_whose_time_is_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "CONNECTION_SECONDS", 0.2)
    async with proxying() as (proxy, port):
        assert await said(port, "GET http://h") == b""
    assert proxy.refusals == {"broken_off": 1}


@pytest.mark.parametrize(
    "answer",
    [b"nonsense\r\n\r\n", b"HTTP/1.1 101 Switching\r\n\r\n", b""],
    ids=["no head", "another protocol", "nothing"],
)
async def test_proxy_passes_on_no_answer_that_is_none(answer: bytes):
    async with serving(Origin(answer)) as origin, proxying(origin.port) as (_, port):
        heard = await said(port, f"GET http://127.0.0.1:{origin.port}/ HTTP/1.1\r\n{SHOWN}\r\n")
    assert not heard.startswith(b"HTTP/1.1 101")
    assert b"nonsense" not in heard

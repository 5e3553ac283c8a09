"""Heads of HTTP/1.1 requests and responses, read strictly: what is unclear is refused, not guessed."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

HEAD_MAX_BYTES: Final = 64 * 1024
"""Also the limit of the stream readers that heads are read from."""
HOP_BY_HOP: Final = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "upgrade",
    ]
)
_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*\Z")


class HeadInvalid(ValueError):
    """Not the head of an HTTP/1.x message, or too long."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line in its three parts, and the headers in order."""

    first: tuple[str, str, str]
    headers: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """Every value of a header, by its lower-case name."""
        return [value for key, value in self.headers if key.lower() == name]

    def end_to_end(self) -> list[tuple[str, str]]:
        """The headers that are meant for the other end, not for us."""
        named = {token.strip().lower() for value in self.values("connection") for token in value.split(",")}
        return [(key, value) for key, value in self.headers if key.lower() not in HOP_BY_HOP | named]


async def head_read(reader: asyncio.StreamReader) -> Head:
    """The next head of a stream whose limit is `HEAD_MAX_BYTES`.

    Raises:
        HeadInvalid: malformed or too long.
        asyncio.IncompleteReadError: the stream ended first.
    """
    try:
        block = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise HeadInvalid("the head is too long") from None
    first, *lines = block[:-4].decode("latin-1").split("\r\n")
    parts = first.split(" ", 2)
    if len(parts) == 2:
        parts.append("")
    found = [_HEADER.match(line) for line in lines]
    if len(parts) != 3 or not all(found):
        raise HeadInvalid("the head is malformed")
    return Head((parts[0], parts[1], parts[2]), tuple((match[1], match[2]) for match in found if match))


def head_bytes(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """A head as it goes over the wire."""
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def body_length(head: Head) -> int:
    """Bytes of a request's body.

    Raises:
        HeadInvalid: its length is not given plainly, so that two readers could disagree about where it ends.
    """
    lengths = head.values("content-length")
    if head.values("transfer-encoding") or len(lengths) > 1 or any(not text.isdecimal() for text in lengths):
        raise HeadInvalid("the body's length is not plain")
    return int(lengths[0]) if lengths else 0

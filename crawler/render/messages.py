"""What goes between the spider and the process with the browser: frames of JSON fields and bytes over a pipe."""

import asyncio
import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, Final

_SIZES: Final = struct.Struct(">II")
FRAME_MAX_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """A page as Scrapy fetched it; the browser is given these bytes and does not fetch it again."""

    id: int
    url: str
    content_type: str
    policy: str
    """Its Content-Security-Policy, which the browser keeps to."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as the browser has it in the end; `failure` says in one word why there is none."""

    id: int
    base_url: str = ""
    images: tuple[str, ...] = ()
    """Addresses of the pictures that the browser asked for, from style sheets and scripts too."""
    links: tuple[str, ...] = ()
    """Where its scripts wanted to go."""
    failure: str = ""
    html: bytes = b""


async def job_write(writer: asyncio.StreamWriter, job: Job) -> None:
    """Send a page."""
    await _write(writer, {**asdict(job), "body": None}, job.body)


async def job_read(reader: asyncio.StreamReader) -> Job | None:
    """The next page; None when there will be no more."""
    frame = await _read(reader)
    return Job(**{**frame[0], "body": frame[1]}) if frame else None


async def rendered_write(writer: asyncio.StreamWriter, rendered: Rendered) -> None:
    """Send a result."""
    await _write(writer, {**asdict(rendered), "html": None}, rendered.html)


async def rendered_read(reader: asyncio.StreamReader) -> Rendered | None:
    """The next result; None when there will be no more."""
    frame = await _read(reader)
    if frame is None:
        return None
    fields, html = frame
    return Rendered(**{**fields, "images": tuple(fields["images"]), "links": tuple(fields["links"]), "html": html})


async def _write(writer: asyncio.StreamWriter, fields: dict[str, Any], body: bytes) -> None:
    head = json.dumps(fields).encode()
    writer.write(_SIZES.pack(len(head), len(body)) + head + body)
    await writer.drain()


async def _read(reader: asyncio.StreamReader) -> tuple[dict[str, Any], bytes] | None:
    try:
        head_bytes, body_bytes = _SIZES.unpack(await reader.readexactly(_SIZES.size))
        if head_bytes + body_bytes > FRAME_MAX_BYTES:
            return None
        return json.loads(await reader.readexactly(head_bytes)), await reader.readexactly(body_bytes)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None

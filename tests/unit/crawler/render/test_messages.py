"""Frames between the spider and the browser's process: what goes in comes out, and what is cut off is an end."""

import asyncio
import socket
import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.render.messages import (
    FRAME_MAX_BYTES,
    Job,
    Rendered,
    job_read,
    job_write,
    rendered_read,
    rendered_write,
)  # fmt: skip

TEXTS = st.text(max_size=20)
JOBS = st.builds(Job, id=st.integers(0, 1000), url=TEXTS, content_type=TEXTS, policy=TEXTS, body=st.binary(max_size=99))
RESULTS = st.builds(
    Rendered, id=st.integers(0, 1000), base_url=TEXTS, images=st.lists(TEXTS).map(tuple), links=st.lists(TEXTS).map(tuple),
    failure=TEXTS, html=st.binary(max_size=99),
)  # fmt: skip


async def through(job: Job, rendered: Rendered) -> tuple[Job | None, Rendered | None, Job | None]:
    ours, theirs = socket.socketpair()
    _, writer = await asyncio.open_connection(sock=ours)
    reader, theirs_writer = await asyncio.open_connection(sock=theirs)
    await job_write(writer, job)
    await rendered_write(writer, rendered)
    writer.close()
    received = (await job_read(reader), await rendered_read(reader), await job_read(reader))
    theirs_writer.close()
    return received


@settings(max_examples=30, deadline=None)
@given(JOBS, RESULTS)
def test_messages_come_out_as_they_went_in(job: Job, rendered: Rendered):
    assert asyncio.run(through(job, rendered)) == (job, rendered, None)


async def test_message_cut_off_or_too_large_is_an_end():
    for data in (b"\0\0", struct.pack(">II", 5, 5) + b"{}", struct.pack(">II", FRAME_MAX_BYTES, 1) + b"{}"):
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        assert await job_read(reader) is None

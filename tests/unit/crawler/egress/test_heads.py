"""Heads of messages: what is clear is read, what two readers could read differently is refused."""

import asyncio

import pytest

from crawler.egress.heads import HEAD_MAX_BYTES, Head, HeadInvalid, body_length, head_bytes, head_read


async def read(text: bytes) -> Head:
    reader = asyncio.StreamReader(limit=HEAD_MAX_BYTES)
    reader.feed_data(text)
    reader.feed_eof()
    return await head_read(reader)


async def test_head_of_a_request_is_read():
    head = await read(b"GET http://h/ HTTP/1.1\r\nHost:h\r\nX-A:  b c \r\n\r\nrest")
    assert head.first == ("GET", "http://h/", "HTTP/1.1")
    assert head.headers == (("Host", "h"), ("X-A", "b c"))


async def test_head_of_a_response_without_phrase_is_read():
    assert (await read(b"HTTP/1.1 204\r\n\r\n")).first == ("HTTP/1.1", "204", "")


@pytest.mark.parametrize(
    "text",
    [
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"b" * HEAD_MAX_BYTES * 2 + b"\r\n\r\n",
    ],
    ids=["one word", "no colon", "folded", "space before colon", "bare newline", "too long"],
)
async def test_head_that_is_unclear_is_refused(text: bytes):
    with pytest.raises(HeadInvalid):
        await read(text)


async def test_head_cut_off_is_an_end():
    with pytest.raises(asyncio.IncompleteReadError):
        await read(b"GET / HTTP/1.1\r\n")


async def test_end_to_end_headers_leave_out_what_is_meant_for_the_proxy():
    head = await read(
        b"GET / HTTP/1.1\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nProxy-Authorization: Basic x\r\nAccept: */*\r\n\r\n"
    )
    assert head.end_to_end() == [("Accept", "*/*")]


async def test_head_is_written_as_it_is_read():
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    head = await read(raw)
    assert head_bytes(" ".join(head.first), head.headers) == raw


@pytest.mark.parametrize(
    ("headers", "length"), [((), 0), ((("Content-Length", "12"),), 12)], ids=["no body", "a body of 12 bytes"]
)
def test_body_length_is_the_stated_one(headers: tuple[tuple[str, str], ...], length: int):
    assert body_length(Head(("POST", "/", "HTTP/1.1"), headers)) == length


@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Length", "1"), ("content-length", "2")),
        (("Content-Length", "-1"),),
        (("Content-Length", "1, 1"),),
        (("Transfer-Encoding", "chunked"),),
    ],
    ids=["twice", "negative", "a list", "chunked"],
)
def test_body_length_that_is_not_plain_is_refused(headers: tuple[tuple[str, str], ...]):
    with pytest.raises(HeadInvalid):
        body_length(Head(("POST", "/", "HTTP/1.1"), headers))

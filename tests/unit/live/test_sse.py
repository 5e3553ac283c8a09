"""The event stream: the same messages as the WebSocket, numbered, resumable."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.test import AsyncClient

from imagesearch.crawls.services.lifecycle import crawl_cancel
from imagesearch.live import sse
from imagesearch.live.sse import crawl_stream
from tests.factories import crawl_make, user_make

pytestmark = pytest.mark.django_db(transaction=True)


def read(frame: bytes) -> tuple[int, dict[str, Any]]:
    number, data = frame.decode().strip().split("\n")
    return int(number.removeprefix("id: ")), json.loads(data.removeprefix("data: "))


async def test_stream_begins_with_the_snapshot_and_goes_on_with_events():
    crawl = await sync_to_async(crawl_make)(status="running", seq=3)
    stream = crawl_stream(crawl.id, after=-1)
    assert read(await anext(stream))[1]["type"] == "crawl.snapshot"
    await sync_to_async(crawl_cancel)(crawl)
    number, event = read(await anext(stream))
    assert (number, event["type"], event["status"]) == (4, "crawl.status", "cancelled")
    await stream.aclose()


async def test_stream_resumed_leaves_out_what_is_known():
    crawl = await sync_to_async(crawl_make)(status="running", seq=3)
    stream = crawl_stream(crawl.id, after=3)
    assert (await anext(stream)).startswith(b"retry:")
    await sync_to_async(crawl_cancel)(crawl)
    assert read(await anext(stream))[0] == 4
    await stream.aclose()


async def test_stream_resumed_too_late_gets_the_snapshot():
    crawl = await sync_to_async(crawl_make)(seq=9)
    stream = crawl_stream(crawl.id, after=3)
    assert read(await anext(stream))[1]["seq"] == 9
    await stream.aclose()


async def test_stream_in_silence_beats(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.01)
    crawl = await sync_to_async(crawl_make)()
    stream = crawl_stream(crawl.id, after=-1)
    await anext(stream)
    assert read(await anext(stream))[1]["type"] == "heartbeat"
    await stream.aclose()


async def test_stream_closed_leaves_no_member_in_the_group():
    crawl = await sync_to_async(crawl_make)()
    stream = crawl_stream(crawl.id, after=-1)
    await anext(stream)
    await stream.aclose()
    assert f"crawl.{crawl.id}" not in get_channel_layer().groups


async def test_stream_is_served_as_event_stream():
    crawl = await sync_to_async(crawl_make)()
    client = AsyncClient(headers={"host": "localhost"})
    await sync_to_async(client.force_login)(await sync_to_async(user_make)())
    answer = await client.get(f"/api/v1/crawls/{crawl.id}/events/", headers={"accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")
    frames = aiter(answer.streaming_content)  # type: ignore[attr-defined]  # the client types streams as plain answers
    assert read(await anext(frames))[1]["crawl"]["id"] == crawl.id
    answer.close()

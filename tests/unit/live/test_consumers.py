"""The WebSocket of a crawl, through the real routing: who may watch, what comes first, what is forwarded."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from imagesearch.accounts.models import ApiKey
from imagesearch.accounts.owners import owner_ensure
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.lifecycle import crawl_pause
from imagesearch.events.models import Counts, CrawlProgress
from imagesearch.events.publishing import group_name
from tests.factories import crawl_make, image_make, user_make
from tests.unit.live.sockets import LOCAL, watch

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def owner_crawl(**fields: Any) -> Crawl:
    return crawl_make(owner=owner_ensure()[0], **fields)


def progress(crawl: Crawl, seq: int, found: int) -> CrawlProgress:
    return CrawlProgress(
        crawl_id=crawl.id, seq=seq, status="running", counts=Counts(pages_found=found), pages_per_second=1.0,
        images_per_second=2.0, eta_seconds=None,
    )  # fmt: skip


async def send(event: CrawlProgress) -> None:
    layer = get_channel_layer()
    assert layer is not None
    await layer.group_send(group_name(event.crawl_id), event.model_dump(mode="json"))


async def test_watch_begins_with_the_snapshot():
    crawl = await owner_crawl(seq=7)
    await sync_to_async(image_make)(crawl, status="indexed")
    socket = watch(crawl.id)
    assert await socket.connect()
    first = await socket.message()
    assert (first["type"], first["seq"], first["crawl"]["id"]) == ("crawl.snapshot", 7, crawl.id)
    assert [image["thumbnail_url"].startswith("/thumbnails/") for image in first["images"]] == [True]
    await socket.disconnect()


async def test_watch_forwards_only_what_is_newer():
    crawl = await owner_crawl(seq=7)
    socket = watch(crawl.id)
    await socket.connect()
    await socket.message()
    for seq in (6, 7, 8, 8, 9):
        await send(progress(crawl, seq, found=seq))
    assert [(await socket.message())["seq"] for _ in range(2)] == [8, 9]
    assert await socket.is_silent()
    await socket.disconnect()


async def test_watch_hears_what_a_service_does():
    crawl = await owner_crawl(status="running")
    socket = watch(crawl.id)
    await socket.connect()
    await socket.message()
    await sync_to_async(crawl_pause)(crawl)
    event = await socket.message()
    assert (event["type"], event["status"], event["reason"]) == ("crawl.status", "paused", "paused_by_user")
    await socket.disconnect()


@pytest.mark.parametrize(
    ("headers", "peer"),
    [
        ([(b"host", b"localhost:8000"), (b"origin", b"https://evil.example")], "127.0.0.1"),
        ([(b"host", b"localhost:8000"), (b"origin", b"null")], "127.0.0.1"),
        ([(b"host", b"localhost:8000")], "127.0.0.1"),
        ([(b"host", b"evil.example"), (b"origin", b"http://evil.example")], "127.0.0.1"),
        (LOCAL, "192.0.2.7"),
        ([*LOCAL, (b"x-forwarded-for", b"192.0.2.7")], "127.0.0.1"),
        ([*LOCAL, (b"authorization", b"Api-Key wrong.key")], "192.0.2.7"),
    ],
)
async def test_watch_stranger_is_refused(headers: list[tuple[bytes, bytes]], peer: str):
    crawl = await owner_crawl()
    assert not await watch(crawl.id, headers, peer).connect()


async def test_watch_foreign_crawl_is_refused():
    crawl = await sync_to_async(lambda: crawl_make(owner=user_make("grace")))()
    assert not await watch(crawl.id).connect()


async def test_watch_with_an_api_key_from_elsewhere():
    crawl = await sync_to_async(lambda: crawl_make(owner=user_make("ada")))()
    _, key = await sync_to_async(lambda: ApiKey.objects.create_key(name="script", user=user_make("ada")))()
    socket = watch(crawl.id, [*LOCAL, (b"authorization", f"Api-Key {key}".encode())], "192.0.2.7")
    assert await socket.connect()
    await socket.disconnect()


async def test_watch_that_talks_is_closed():
    crawl = await owner_crawl()
    socket = watch(crawl.id)
    await socket.connect()
    await socket.message()
    await socket.line.send_input({"type": "websocket.receive", "text": "subscribe"})
    assert (await socket.line.receive_output(5))["code"] == 1003

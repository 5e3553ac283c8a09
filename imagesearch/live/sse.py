"""The same messages as server-sent events, for clients and proxies that know no WebSocket."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, Final

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from redis.exceptions import RedisError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from imagesearch.accounts.askers import asker
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawl_for
from imagesearch.events.publishing import group_name
from imagesearch.live.consumers import HEARTBEAT_SECONDS
from imagesearch.live.snapshots import snapshot_message

log = logging.getLogger(__name__)

CONTENT_TYPE: Final = "text/event-stream"
RETRY_MS: Final = 2000
"""What clients wait before they connect again."""


class EventStreamRenderer(BaseRenderer):
    """Lets clients ask for the stream's type; the stream itself is never rendered."""

    media_type = CONTENT_TYPE
    format = "sse"

    def render(self, data: Any, *_: Any, **__: Any) -> bytes:
        """Errors in front of the stream."""
        return json.dumps(data).encode()


class CrawlEventsApi(APIView):
    """The events of a crawl as they happen."""

    renderer_classes = [EventStreamRenderer, JSONRenderer]

    @extend_schema(
        summary="Watch a crawl",
        description="First a `crawl.snapshot`, then every event with a higher `seq`; each message's id is its `seq`.",
        parameters=[OpenApiParameter("Last-Event-ID", OpenApiTypes.INT, OpenApiParameter.HEADER)],
        responses={(200, CONTENT_TYPE): OpenApiTypes.STR},
    )
    def get(self, request: Request, crawl_id: str) -> StreamingHttpResponse:
        """Authorise here, in a thread; the stream runs on the event loop."""
        crawl = crawl_for(asker(request), crawl_id)
        last = request.headers.get("Last-Event-ID", "")
        stream = crawl_stream(crawl.id, after=int(last) if last.isdigit() else -1)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(stream, content_type=CONTENT_TYPE, headers=headers)


async def crawl_stream(crawl_id: str, *, after: int) -> AsyncGenerator[bytes, None]:
    """Messages of one crawl: joined first, then the snapshot, then what is newer, and a heartbeat in silence.

    Args:
        crawl_id: a crawl that the asker may see.
        after: the last `seq` that the asker knows; without anything newer the snapshot is left out.

    Without Redis the stream ends at once; clients try again, or ask for the snapshot instead.
    """
    layer = get_channel_layer()
    assert layer is not None
    try:
        channel = await layer.new_channel()
        await layer.group_add(group_name(crawl_id), channel)
    except (RedisError, OSError) as error:
        log.warning("event_stream_refused", extra={"crawl_id": crawl_id, "error": str(error)})
        return
    try:
        snapshot = await database_sync_to_async(lambda: snapshot_message(Crawl.objects.get(pk=crawl_id)))()
        seq = max(after, snapshot["seq"])
        yield f"retry: {RETRY_MS}\n\n".encode() if after >= snapshot["seq"] else _frame(snapshot)
        async for event in _events(layer, channel):
            if event is None:
                yield _frame({"type": "heartbeat", "crawl_id": crawl_id, "seq": seq})
            elif event["seq"] > seq:
                seq = event["seq"]
                yield _frame(event)
    finally:
        await layer.group_discard(group_name(crawl_id), channel)


async def _events(layer: Any, channel: str) -> AsyncIterator[dict[str, Any] | None]:
    """Events of a channel; None after a time of silence. The pending receive is kept: cancelling it would unsubscribe."""
    pending = asyncio.ensure_future(layer.receive(channel))
    try:
        while True:
            done, _ = await asyncio.wait({pending}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield None
                continue
            yield pending.result()
            pending = asyncio.ensure_future(layer.receive(channel))
    finally:
        pending.cancel()


def _frame(message: dict[str, Any]) -> bytes:
    return f"id: {message['seq']}\ndata: {json.dumps(message)}\n\n".encode()

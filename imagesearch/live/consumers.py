"""The WebSocket of one crawl: authorise, join, snapshot, then forward what is newer."""

import asyncio
import contextlib
import logging
from typing import Any, Final

from channels.db import database_sync_to_async
from channels.exceptions import DenyConnection
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from redis.exceptions import RedisError

from imagesearch.core.errors import NotFound
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawl_for
from imagesearch.events.publishing import group_name
from imagesearch.live.askers import asker_of
from imagesearch.live.snapshots import snapshot_message

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS: Final = 15.0
"""Longer silence than a few of these tells a browser that its line is dead."""


class CrawlConsumer(AsyncJsonWebsocketConsumer):
    """One browser that watches one crawl; it only listens."""

    async def connect(self) -> None:
        """Refuse before accepting; join the group before reading, so that nothing falls in between."""
        self.crawl_id: str = self.scope["url_route"]["kwargs"]["crawl_id"]
        self.seq = -1
        self.heart: asyncio.Task[None] | None = None
        try:
            crawl = await database_sync_to_async(self._crawl)()
            await self.channel_layer.group_add(group_name(self.crawl_id), self.channel_name)
        except (NotFound, RedisError, OSError) as error:
            log.info("websocket_refused", extra={"crawl_id": self.crawl_id[:32], "reason": str(error)})
            raise DenyConnection from error
        await self.accept()
        await self._send_snapshot(crawl)
        self.heart = asyncio.create_task(self._beat())

    async def disconnect(self, _: int) -> None:
        """Leave the group; without Redis there is nothing to leave."""
        if self.heart:
            self.heart.cancel()
        with contextlib.suppress(RedisError, OSError):
            await self.channel_layer.group_discard(group_name(self.crawl_id), self.channel_name)

    async def receive(self, *_: Any, **__: Any) -> None:
        """Nobody has anything to tell us here."""
        await self.close(code=1003)

    async def crawl_progress(self, event: dict[str, Any]) -> None:
        """Counts, rates and the expected end."""
        await self._forward(event)

    async def crawl_status(self, event: dict[str, Any]) -> None:
        """A new status."""
        await self._forward(event)

    async def crawl_problem(self, event: dict[str, Any]) -> None:
        """All kinds of trouble so far."""
        await self._forward(event)

    async def crawl_hosts(self, event: dict[str, Any]) -> None:
        """What is known of the hosts."""
        await self._forward(event)

    async def images_indexed(self, event: dict[str, Any]) -> None:
        """Pictures for the wall."""
        await self._forward(event)

    async def _forward(self, event: dict[str, Any]) -> None:
        if event["seq"] > self.seq:
            self.seq = event["seq"]
            await self.send_json(event)

    def _crawl(self) -> Crawl:
        return crawl_for(asker_of(self.scope), self.crawl_id)

    async def _send_snapshot(self, crawl: Crawl) -> None:
        message = await database_sync_to_async(lambda: snapshot_message(Crawl.objects.get(pk=crawl.pk)))()
        self.seq = message["seq"]
        await self.send_json(message)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self.send_json({"type": "heartbeat", "crawl_id": self.crawl_id, "seq": self.seq})

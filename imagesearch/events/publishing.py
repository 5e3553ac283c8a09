"""Publishes an event to everybody who watches the crawl."""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from imagesearch.events.models import CrawlEvent

log = logging.getLogger(__name__)


def group_name(crawl_id: str) -> str:
    """The channel-layer group of a crawl."""
    return f"crawl.{crawl_id}"


def publish(event: CrawlEvent) -> None:
    """Send one event; without Redis it is lost, which does no harm: the next one holds the whole state again."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_name(event.crawl_id), event.model_dump(mode="json"))
    except (RedisError, OSError) as error:
        log.warning("event_not_published", extra={"crawl_id": event.crawl_id, "event": event.type, "error": str(error)})

"""The first message of every connection: the whole state, numbered like the events that follow."""

import json
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawl_snapshot
from imagesearch.crawls.selectors.images import images_latest, wall_images

WALL_IMAGES: Final = 24
"""Pictures on the wall of somebody who comes late; the page keeps as many."""


def snapshot_message(crawl: Crawl) -> dict[str, Any]:
    """A `crawl.snapshot` message, ready for JSON; events with a `seq` up to its own are already in it."""
    images = wall_images(images_latest(crawl.id, since=None, count=WALL_IMAGES))
    message = {
        "type": "crawl.snapshot",
        "crawl_id": crawl.id,
        "seq": crawl.seq,
        "crawl": crawl_snapshot(crawl),
        "images": [image.model_dump() for image in images],
    }
    plain: dict[str, Any] = json.loads(json.dumps(message, cls=DjangoJSONEncoder))
    return plain

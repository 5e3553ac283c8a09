"""The `embed` queue: fetched pictures become vectors."""

import itertools
import logging
import threading
from typing import Any, Final

from celery.signals import celeryd_after_setup

from imagesearch.core.errors import ImageSearchError
from imagesearch.core.memory import memory_return
from imagesearch.crawls.services.embedding import images_embed
from imagesearch.embedding.loading import image_encoder, words_encoder
from imagesearch.jobs.messages import EmbedImages
from imagesearch.jobs.names import Queue
from tasks.base import job

log = logging.getLogger(__name__)


MESSAGES_BETWEEN_RETURNS: Final = 16
"""Freed tensors of every length leave holes between what stays: without it some 300 MB after ten thousand pictures."""
_messages = itertools.count(1)


@job(EmbedImages)
def images(message: EmbedImages) -> None:
    """Embed some pictures of a crawl, pixels and words."""
    images_embed(message.crawl_id, message.image_ids)
    if next(_messages) % MESSAGES_BETWEEN_RETURNS == 0:
        memory_return()


@celeryd_after_setup.connect
def _warm_up(instance: Any, **_: Any) -> None:
    """A worker that embeds loads its models before the first pictures come."""
    if Queue.EMBED in instance.app.amqp.queues.consume_from:
        threading.Thread(target=_warm, name="warm-up", daemon=True).start()


def _warm() -> None:
    try:
        image_encoder()
        words_encoder()
    except ImageSearchError as error:
        log.warning("embed_not_warm", extra={"code": error.reason_code, "reason": error.sentence})

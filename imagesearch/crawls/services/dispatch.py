"""Sends what the rows say is to be done: pictures to embed and points to index, up to a window per crawl.

The rows are the outbox. A message that is lost with its broker or its worker leaves a row whose `dispatched_at` grows old,
and the row is sent again. The window keeps a huge crawl from filling the queue in front of a small one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from imagesearch import env
from imagesearch.crawls.models import Image
from imagesearch.crawls.states import ImageStatus
from imagesearch.jobs.messages import EmbedImages, IndexPoints
from imagesearch.jobs.names import Queue
from imagesearch.jobs.queues import queue_length
from imagesearch.jobs.sending import send_now

PARTIAL_BATCH_AFTER_SECONDS: Final = 1.5
"""A batch that is not full waits this long for more pictures."""
SINGLY_AFTER_ATTEMPTS: Final = 2
"""From this attempt on a picture is sent alone, so that one that kills its worker takes no others along."""
ATTEMPTS_MAX: Final = 5
"""Then the picture is given up."""


def crawl_dispatch(crawl_id: str, *, is_fetching: bool) -> int:
    """Send the next batches of one crawl.

    Args:
        crawl_id: the crawl.
        is_fetching: whether more pictures may still come, so that a partial batch is worth a moment's wait.

    Returns:
        How many pictures were sent.

    Raises:
        BrokerUnavailable: Redis does not answer; what was not sent goes out with a later call.
    """
    now = timezone.now()
    lost_before = now - timedelta(seconds=_patience_seconds())
    _give_up_hopeless(crawl_id, lost_before)
    open_images = Image.objects.filter(crawl_id=crawl_id)
    waiting = open_images.filter(Q(dispatched_at=None) | Q(dispatched_at__lt=lost_before))
    room = env.EMBED_WINDOW_BATCHES * env.EMBED_BATCH_IMAGES - _under_way(open_images, lost_before)
    embed = _to_embed(waiting, is_fetching=is_fetching, now=now)[: max(room, 0)]
    index = waiting.filter(status=ImageStatus.EMBEDDED)[: env.EMBED_WINDOW_BATCHES * env.EMBED_BATCH_IMAGES]
    return _send(crawl_id, embed, EmbedImages, now) + _send(crawl_id, index, IndexPoints, now)


def dispatch_forget(crawl_id: str) -> None:
    """Send everything that is under way again: the broker was emptied, or the watcher is new."""
    Image.objects.filter(crawl_id=crawl_id, status__in=[ImageStatus.FETCHED, ImageStatus.EMBEDDED]).update(
        dispatched_at=None
    )


def _patience_seconds() -> float:
    """How long a message may take: longer while messages wait in the queue, for ours may be among them."""
    busy = queue_length(Queue.EMBED) + queue_length(Queue.INDEX) > 0
    return env.DISPATCH_TIMEOUT_SECONDS * (10 if busy else 1)


def _under_way(images: QuerySet[Image], lost_before: datetime) -> int:
    return images.filter(status=ImageStatus.FETCHED, dispatched_at__gte=lost_before).count()


def _to_embed(waiting: QuerySet[Image], *, is_fetching: bool, now: datetime) -> QuerySet[Image]:
    fetched = waiting.filter(status=ImageStatus.FETCHED)
    if not is_fetching:
        stale = Q(status=ImageStatus.INDEXED, is_words_stale=True)
        return waiting.filter(Q(status=ImageStatus.FETCHED) | stale).order_by("id")
    oldest = fetched.order_by("fetched_at").values_list("fetched_at", flat=True).first()
    is_due = oldest is not None and oldest < now - timedelta(seconds=PARTIAL_BATCH_AFTER_SECONDS)
    if not is_due and fetched[: env.EMBED_BATCH_IMAGES].count() < env.EMBED_BATCH_IMAGES:
        return fetched.none()
    return fetched.order_by("id")


def _send(crawl_id: str, rows: QuerySet[Image], message: type[EmbedImages | IndexPoints], now: datetime) -> int:
    """One message per batch; a row is marked before its message leaves, so a crash in between costs only patience."""
    sent = 0
    for ids in _batches(list(rows.values_list("id", "attempts"))):
        batch = Image.objects.filter(id__in=ids)
        batch.update(dispatched_at=now, attempts=F("attempts") + 1)
        send_now(message(crawl_id=crawl_id, image_ids=tuple(ids)))
        sent += len(ids)
    return sent


def _batches(rows: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    fresh = [id_ for id_, attempts in rows if attempts < SINGLY_AFTER_ATTEMPTS]
    for start in range(0, len(fresh), env.EMBED_BATCH_IMAGES):
        yield fresh[start : start + env.EMBED_BATCH_IMAGES]
    for id_, attempts in rows:
        if attempts >= SINGLY_AFTER_ATTEMPTS:
            yield [id_]


def _give_up_hopeless(crawl_id: str, lost_before: datetime) -> None:
    hopeless = Image.objects.filter(crawl_id=crawl_id, attempts__gte=ATTEMPTS_MAX, dispatched_at__lt=lost_before)
    for status, reason in ((ImageStatus.FETCHED, "embedding_failed"), (ImageStatus.EMBEDDED, "indexing_failed")):
        hopeless.filter(status=status).update(status=ImageStatus.FAILED, reason=reason)
    hopeless.filter(status=ImageStatus.INDEXED).update(is_words_stale=False, dispatched_at=None, attempts=0)

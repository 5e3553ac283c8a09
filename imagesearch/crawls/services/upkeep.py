"""Keeps the house in order: crawls that nobody watches are handed out again, what nothing refers to is dropped."""

import logging
import time
from datetime import timedelta
from typing import Final

from django.utils import timezone

from imagesearch import env
from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.crawls.models import Embedding, Image
from imagesearch.crawls.services.leases import crawls_forsaken
from imagesearch.fetch.answers import answers_expire, answers_root
from imagesearch.jobs.messages import CrawlRun
from imagesearch.jobs.names import Queue
from imagesearch.jobs.queues import queue_length
from imagesearch.jobs.sending import send_now

log = logging.getLogger(__name__)

QUERY_PICTURE_TTL_SECONDS: Final = 24 * 3600
"""An uploaded query picture is needed for paging through its results, not longer."""
ORPHAN_BLOB_TTL_SECONDS: Final = 24 * 3600
"""A picture file is written before its row: only files older than this can be orphans."""
ANSWER_TTL_SECONDS: Final = 30 * 24 * 3600
"""An answer of a web server that no crawl had a use for is dropped after this long."""
EXPIRE_BATCH: Final = 500


def crawls_reap() -> int:
    """Send `crawl.run` for crawls that should be under way but are in nobody's hands.

    Returns:
        How many were sent; none while messages wait in the queue, for theirs may be among them.
    """
    if queue_length(Queue.CRAWL):
        return 0
    forsaken = crawls_forsaken()
    for crawl_id in forsaken:
        log.info("crawl_reaped", extra={"crawl_id": crawl_id})
        send_now(CrawlRun(crawl_id=crawl_id))
    return len(forsaken)


def leftovers_expire() -> dict[str, int]:
    """Drop embeddings, query pictures and picture files that nothing refers to any more, and answers beyond their room.

    Returns:
        How many of each were dropped.
    """
    dropped = {"embeddings": embeddings_expire(), "queries": _queries_expire()}
    dropped |= {str(kind): _orphans_expire(kind) for kind in (BlobKind.ORIGINAL, BlobKind.THUMBNAIL)}
    dropped["answers"] = answers_expire(
        answers_root(), bytes_max=env.HTTP_CACHE_MAX_BYTES, unused_seconds=ANSWER_TTL_SECONDS
    )
    log.info("leftovers_expired", extra=dropped)
    return dropped


def embeddings_expire() -> int:
    """Drop embeddings not used for `EMBEDDING_TTL_DAYS`, but none of a picture that is still listed somewhere."""
    unused_since = timezone.now() - timedelta(days=env.EMBEDDING_TTL_DAYS)
    in_use = Image.objects.exclude(sha256="").values("sha256")
    dropped, _ = Embedding.objects.filter(used_at__lt=unused_since).exclude(content_key__in=in_use).delete()
    return dropped


def _queries_expire() -> int:
    keys = list(blob_store().keys(BlobKind.QUERY, older_than=time.time() - QUERY_PICTURE_TTL_SECONDS))
    for key in keys:
        blob_store().delete(BlobKind.QUERY, key)
    return len(keys)


def _orphans_expire(kind: BlobKind) -> int:
    dropped = 0
    keys = list(blob_store().keys(kind, older_than=time.time() - ORPHAN_BLOB_TTL_SECONDS))
    for start in range(0, len(keys), EXPIRE_BATCH):
        batch = keys[start : start + EXPIRE_BATCH]
        known = set(Image.objects.filter(sha256__in=batch).values_list("sha256", flat=True))
        for key in set(batch) - known:
            blob_store().delete(kind, key)
            dropped += 1
    return dropped

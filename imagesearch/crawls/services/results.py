"""Moves pictures on after their fetch: embedded, indexed, failed. Each may be told twice, late, or in another order."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from imagesearch.crawls.models import Image
from imagesearch.crawls.states import ImageStatus


def images_embedded(crawl_id: str, image_ids: Iterable[int]) -> int:
    """Pictures whose vectors are in the `Embedding` table.

    Returns:
        How many moved on; those already indexed, skipped or deleted stay as they are.
    """
    rows = Image.objects.filter(crawl_id=crawl_id, id__in=list(image_ids), status=ImageStatus.FETCHED)
    return rows.update(status=ImageStatus.EMBEDDED, dispatched_at=timezone.now(), attempts=0)


def images_indexed(crawl_id: str, image_ids: Iterable[int]) -> int:
    """Pictures whose points are in the collection, with the words that were known when they were embedded.

    Returns:
        How many became searchable now.
    """
    ids = list(image_ids)
    with transaction.atomic():
        rows = Image.objects.filter(crawl_id=crawl_id, id__in=ids)
        rows.filter(status=ImageStatus.INDEXED).update(is_words_stale=False, dispatched_at=None, attempts=0)
        return rows.filter(status=ImageStatus.EMBEDDED).update(
            status=ImageStatus.INDEXED, indexed_at=timezone.now(), dispatched_at=None, attempts=0
        )


def images_failed(crawl_id: str, reasons: Mapping[int, str]) -> int:
    """Pictures that cannot be embedded or indexed, each with a code of `IMAGE_REASONS`.

    Returns:
        How many ended.
    """
    open_rows = Image.objects.filter(crawl_id=crawl_id, status__in=[ImageStatus.FETCHED, ImageStatus.EMBEDDED])
    return sum(
        open_rows.filter(id__in=[i for i, r in reasons.items() if r == reason]).update(
            status=ImageStatus.FAILED, reason=reason
        )
        for reason in sorted(set(reasons.values()))
    )

"""Brings embedded pictures into their crawl's collection; the collection can always be built again from the tables."""

import logging
import time
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import F, QuerySet

from imagesearch import env
from imagesearch.core.ids import collection_name
from imagesearch.crawls.models import Crawl, Image
from imagesearch.crawls.selectors.keys import model_keys
from imagesearch.crawls.selectors.points import points_build
from imagesearch.crawls.services.results import images_indexed
from imagesearch.crawls.states import ImageStatus
from imagesearch.jobs.messages import EmbedImages
from imagesearch.jobs.sending import send_now
from imagesearch.vectors.layout import collection_spec
from imagesearch.vectors.store import vector_store

log = logging.getLogger(__name__)

UPSERT_CONTENTS: Final = 200
"""Contents read and written at a time while a collection is built again."""
SEARCHABLE: Final = (ImageStatus.EMBEDDED, ImageStatus.INDEXED)


def images_index(crawl_id: str, image_ids: Sequence[int]) -> int:
    """Write the points of embedded pictures and mark these as indexed; done twice it is done once.

    Pictures whose vectors are not there (words changed meanwhile, another model) are sent to be embedded.

    Returns:
        How many pictures became searchable now.

    Raises:
        VectorsUnavailable: the vector store does not answer.
        BrokerUnavailable: something had to be sent, and Redis does not answer.
    """
    started = time.perf_counter()
    crawl = Crawl.objects.filter(pk=crawl_id).first()
    if crawl is None:
        return 0
    rows = Image.objects.filter(crawl=crawl, status__in=SEARCHABLE)
    if not collection_ensure(crawl):
        rows = rows.filter(id__in=list(image_ids))
    count = sum(_contents_index(crawl, sha256s) for sha256s in _content_batches(rows))
    fields = {"crawl_id": crawl_id, "images": len(image_ids), "indexed": count}
    log.info("images_indexed", extra={**fields, "seconds": round(time.perf_counter() - started, 3)})
    return count


def collection_ensure(crawl: Crawl) -> bool:
    """Make sure that the crawl has a collection under the current models.

    Returns:
        True if it was made just now, so that everything embedded so far has to be written.
    """
    keys = model_keys()
    spec = collection_spec(image_dim=keys.image_dim, text_dim=keys.text_dim)
    is_new = vector_store().create(collection_name(crawl.id, keys.image_key), spec)
    if crawl.card_key != keys.image_key:
        Crawl.objects.filter(pk=crawl.pk).update(card_key=keys.image_key)
        crawl.card_key = keys.image_key
    return is_new


def collection_restore(crawl: Crawl) -> bool:
    """Build a crawl's collection again from the tables, if it has searchable pictures that the collection lacks.

    Returns:
        Whether anything had to be done.
    """
    rows = Image.objects.filter(crawl=crawl, status=ImageStatus.INDEXED)
    contents = rows.values("sha256").distinct().count()
    collection = collection_name(crawl.id, crawl.card_key)
    if not contents or (
        collection in vector_store().names(collection) and vector_store().count(collection) >= contents
    ):
        return False
    log.warning("collection_restored", extra={"crawl_id": crawl.id, "contents": contents})
    collection_ensure(crawl)
    for sha256s in _content_batches(rows):
        _contents_index(crawl, sha256s)
    return True


def collections_drop(crawl_id: str) -> int:
    """Drop the collections of a crawl, of whatever model; how many there were."""
    names = vector_store().names(collection_name(crawl_id, ""))
    for name in names:
        vector_store().drop(name)
    return len(names)


def _content_batches(rows: QuerySet[Image]) -> Iterable[list[str]]:
    contents = sorted(set(rows.exclude(sha256="").order_by().values_list("sha256", flat=True)))
    for start in range(0, len(contents), UPSERT_CONTENTS):
        yield contents[start : start + UPSERT_CONTENTS]


def _contents_index(crawl: Crawl, sha256s: Sequence[str]) -> int:
    keys = model_keys()
    built = points_build(crawl, sha256s, image_key=keys.image_key, text_key=keys.text_key)
    vector_store().upsert(collection_name(crawl.id, keys.image_key), built.points)
    written = [str(point.payload["sha256"]) for point in built.points]
    ids = Image.objects.filter(crawl=crawl, sha256__in=written, status__in=SEARCHABLE).values_list("id", flat=True)
    if built.lacking:
        _send_to_embed(crawl, built.lacking)
    count = images_indexed(crawl.id, list(ids))
    if built.points:
        # Only now, when points and rows are there: what was found before must not be kept as what is found from now on.
        Crawl.objects.filter(pk=crawl.pk).update(index_version=F("index_version") + 1)
    return count


def _send_to_embed(crawl: Crawl, sha256s: Iterable[str]) -> None:
    rows = Image.objects.filter(crawl=crawl, sha256__in=list(sha256s), status__in=SEARCHABLE)
    first_ids = dict(rows.order_by("-id").values_list("sha256", "id"))
    ids = sorted(first_ids.values())
    for start in range(0, len(ids), env.EMBED_BATCH_IMAGES):
        send_now(EmbedImages(crawl_id=crawl.id, image_ids=tuple(ids[start : start + env.EMBED_BATCH_IMAGES])))

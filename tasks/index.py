"""The `index` queue: embedded pictures become points of their crawl's collection."""

from imagesearch.crawls.services.indexing import collections_drop, images_index
from imagesearch.jobs.messages import IndexDrop, IndexPoints
from tasks.base import job


@job(IndexPoints)
def points(message: IndexPoints) -> None:
    """Bring some pictures of a crawl into its collection."""
    images_index(message.crawl_id, message.image_ids)


@job(IndexDrop)
def drop(message: IndexDrop) -> None:
    """Drop what was indexed of a crawl that is gone."""
    collections_drop(message.crawl_id)

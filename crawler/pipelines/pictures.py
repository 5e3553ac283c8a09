"""Decodes and stores pictures, off the loop: Pillow lets go of the interpreter while it decodes and scales."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.cache import facts_of
from crawler.component import Component
from crawler.extract.inline import data_bytes, inline_address, inline_key
from crawler.items import FetchedPicture, InlinePicture
from imagesearch import env
from imagesearch.blobs.store import BlobKind, BlobMissing, StorageFull, blob_store
from imagesearch.core.roles import PIXEL_SIDE_MAX_PX
from imagesearch.crawls.found import FoundImage, ImageOutcome, PageOutcome
from imagesearch.crawls.states import ImageStatus
from imagesearch.pictures.reading import Picture, PictureRejected, picture_read

log = logging.getLogger(__name__)

T = TypeVar("T")

DECODE_THREADS: Final = 2
FAILED: Final = ImageStatus.FAILED
SKIPS: Final = frozenset(
    ("too_small", "spacer", "tracking_pixel", "blank", "not_an_image", "unsupported_format", "vector_graphic", "empty")
)
"""Rejections that are nobody's fault: the picture is left out, it has not failed."""


class PicturePipeline(Component):
    """Turns fetched bytes into outcomes, and `data:` addresses into stored bytes with an address of their own."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._threads = ThreadPoolExecutor(DECODE_THREADS, thread_name_prefix="pictures")

    async def process_item(self, item: Any) -> PageOutcome | ImageOutcome:
        """See Scrapy.

        Raises:
            DropItem: there was no room to store it; it stays in the frontier for the next run.
        """
        if isinstance(item, FetchedPicture):
            work = partial(self._outcome, item)
            try:
                return await self._run(work, ImageOutcome(item.image_id, FAILED, "not_stored"))
            finally:
                if item.hold is not None:
                    item.hold.drop()
        if isinstance(item, InlinePicture):
            otherwise = ImageOutcome(item.image_id, FAILED, "not_stored")
            return await self._run(partial(inline_outcome, item), otherwise)
        if isinstance(item, PageOutcome) and any(image.url.startswith("data:") for image in item.images):
            return await self._run(partial(_with_inline_stored, item), replace(item, images=()))
        return item  # type: ignore[no-any-return]

    def _outcome(self, item: FetchedPicture) -> ImageOutcome:
        outcome = picture_outcome(item)
        if item.answer and (facts := facts_of(outcome)):
            self.cache.keep(replace(item.answer, facts=facts))
        return outcome

    async def _run(self, work: Callable[[], T], otherwise: T) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except StorageFull:
            log.warning("storage_full")
            self.ledger.put_back()
            self.spider.end("storage_full")
            raise DropItem("storage_full") from None
        except Exception:  # one picture must not hang the crawl: whatever was claimed has an outcome
            log.exception("picture_not_stored")
            return otherwise


def inline_outcome(item: InlinePicture) -> ImageOutcome:
    """Decode a picture that was written into a page."""
    try:
        body = blob_store().get(BlobKind.ORIGINAL, inline_key(item.url) or "")
    except (BlobMissing, ValueError):
        return ImageOutcome(item.image_id, FAILED, "bad_url")
    return picture_outcome(FetchedPicture(item.image_id, None, body))


def picture_outcome(item: FetchedPicture) -> ImageOutcome:
    """Decode one picture and store what is kept of it.

    Raises:
        StorageFull: no room.
    """
    outcome = ImageOutcome(item.image_id, ImageStatus.FETCHED, http_status=item.http_status, body_bytes=len(item.body))
    try:
        picture = picture_read(item.body, side_px=env.THUMBNAIL_SIDE_PX, min_side_px=env.IMAGE_MIN_SIDE_PX)
    except PictureRejected as rejection:
        return _rejected(outcome, rejection.reason_code, rejection.fields)
    if picture.is_flat:
        known = {"width": picture.width, "height": picture.height, "format": picture.format}
        return _rejected(outcome, "blank", known)
    _store(picture, item.body)
    return replace(
        outcome,
        sha256=picture.sha256,
        format=picture.format,
        width=picture.width,
        height=picture.height,
        color=picture.color,
    )


def _store(picture: Picture, body: bytes) -> None:
    """The original first: a row with a thumbnail has its original too, where originals are kept."""
    store = blob_store()
    if env.KEEP_ORIGINALS:
        store.put(BlobKind.ORIGINAL, picture.sha256, body)
    store.put(BlobKind.THUMBNAIL, picture.sha256, picture.thumbnail_jpeg)


def _rejected(outcome: ImageOutcome, reason: str, known: dict[str, Any]) -> ImageOutcome:
    reason = _smallness(known) if reason == "too_small" else reason
    status = ImageStatus.SKIPPED if reason in SKIPS else FAILED
    return replace(outcome, status=status, reason=reason, **known)


def _smallness(size: dict[str, Any]) -> str:
    """What a picture too small to be indexed is there for."""
    short, long = sorted((size["width"], size["height"]))
    if long <= PIXEL_SIDE_MAX_PX:
        return "tracking_pixel"
    return "spacer" if short <= PIXEL_SIDE_MAX_PX else "too_small"


def _with_inline_stored(page: PageOutcome) -> PageOutcome:
    """Pictures written into the page itself get a short address, under which their bytes wait in the store."""
    return replace(page, images=tuple(_inline_stored(image) for image in page.images))


def _inline_stored(image: FoundImage) -> FoundImage:
    if not image.url.startswith("data:"):
        return image
    body = data_bytes(image.url)
    if body is None or len(body) > env.IMAGE_MAX_BYTES:
        return replace(image, url=image.url[:200], skip_reason="bad_url" if body is None else "too_large")
    address, key = inline_address(image.url, body)
    blob_store().put(BlobKind.ORIGINAL, key, body)
    return replace(image, url=address)

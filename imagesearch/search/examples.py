"""The examples of a search by picture, as vectors: indexed pictures, uploads, or addresses."""

import io
import time
from collections.abc import Sequence

from PIL import Image

from imagesearch import env
from imagesearch.blobs.store import BlobKind, BlobMissing, blob_store
from imagesearch.core.errors import NotFound, Rejected
from imagesearch.core.guard import Guard
from imagesearch.crawls.models import Image as ImageRow
from imagesearch.crawls.selectors.points import vectors_stored
from imagesearch.fetch.client import fetch_bytes
from imagesearch.jobs.messages import QueryExample
from imagesearch.pictures.reading import PictureRejected, picture_read
from imagesearch.search.encoding import QueryEncoders
from imagesearch.search.exemplars import Exemplar, exemplars_of
from imagesearch.vectors.base import Vector


def exemplars_read(examples: Sequence[QueryExample], encoders: QueryEncoders) -> tuple[Exemplar, ...]:
    """The examples of a message with their vectors; all addresses together may take half of what a search may.

    Raises:
        NotFound: the picture is gone.
        Rejected: what the address gives is no readable picture, or may not be fetched.
        Unavailable: the address does not answer.
    """
    deadline = time.monotonic() + env.SEARCH_TIMEOUT_SECONDS / 2
    return exemplars_of((_vector(example, encoders, deadline), example.weight) for example in examples)


def thumbnail_of(body: bytes) -> bytes:
    """A checked, plain JPEG of a query picture.

    Raises:
        Rejected: with a code of the API: `image_too_many_pixels`, or `image_unreadable`.
    """
    try:
        return picture_read(body, side_px=env.THUMBNAIL_SIDE_PX).thumbnail_jpeg
    except PictureRejected as error:
        code = "image_too_many_pixels" if error.reason_code == "too_many_pixels" else "image_unreadable"
        raise Rejected(error.sentence, code=code) from error


def _vector(example: QueryExample, encoders: QueryEncoders, deadline: float) -> Vector:
    if example.image_id is not None:
        return _of_indexed(example.image_id, encoders)
    body = _uploaded(example.picture_key) if example.picture_key else _fetched(example.picture_url, deadline)
    return _of_jpeg(body, encoders)


def _of_indexed(image_id: int, encoders: QueryEncoders) -> Vector:
    sha256 = ImageRow.objects.filter(pk=image_id).values_list("sha256", flat=True).first()
    if not sha256:
        raise NotFound(f"There is no picture {image_id}.", code="image_not_found")
    stored = vectors_stored(encoders.card_key, [sha256])
    if stored:
        return stored[sha256]
    try:
        return _of_jpeg(blob_store().get(BlobKind.THUMBNAIL, sha256), encoders)
    except BlobMissing:
        raise NotFound("The stored thumbnail of this picture is gone.", code="image_not_found") from None


def _uploaded(key: str) -> bytes:
    try:
        return blob_store().get(BlobKind.QUERY, key)
    except BlobMissing:
        raise NotFound("The uploaded picture is not kept any more; upload it again.", code="image_expired") from None


def _fetched(url: str, deadline: float) -> bytes:
    guard = Guard(allowed=frozenset(env.CRAWL_ALLOWED_HOSTS))
    left_seconds = max(deadline - time.monotonic(), 0.0)
    fetched = fetch_bytes(url, guard=guard, max_bytes=env.IMAGE_MAX_BYTES, timeout_seconds=left_seconds)
    if fetched.status >= 400:
        raise Rejected(f"The address answers with status {fetched.status}.", code="image_unreadable")
    return thumbnail_of(fetched.body)


def _of_jpeg(body: bytes, encoders: QueryEncoders) -> Vector:
    with Image.open(io.BytesIO(body)) as image:
        vector: Vector = encoders.pictures([image.convert("RGB")])[0]
    return vector

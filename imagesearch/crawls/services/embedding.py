"""Embeds pictures that are fetched, pixels and words, computing only what the `Embedding` table does not hold yet."""

import io
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from django.utils import timezone
from PIL import Image as PillowImage

from imagesearch.blobs.store import BlobKind, BlobMissing, blob_store
from imagesearch.caches.counters import Counters, counters_record
from imagesearch.caches.layers import EMBEDDINGS
from imagesearch.crawls.models import Embedding, Image
from imagesearch.crawls.selectors.points import STORED_DTYPE
from imagesearch.crawls.selectors.words import content_words, words_key
from imagesearch.crawls.services.results import images_embedded, images_failed
from imagesearch.crawls.states import ImageStatus
from imagesearch.embedding.base import ImageEncoder, TextEncoder, Vectors
from imagesearch.embedding.loading import image_encoder, words_encoder
from imagesearch.jobs.messages import IndexPoints
from imagesearch.jobs.sending import send_now

log = logging.getLogger(__name__)

EMBEDDABLE: Final = (ImageStatus.FETCHED, ImageStatus.EMBEDDED, ImageStatus.INDEXED)
"""Pictures past their fetch come again when their words changed or the model did."""


@dataclass(slots=True)
class EmbedReport:
    """What one batch cost: pictures and texts computed or found, and seconds per stage."""

    images: int = 0
    images_computed: int = 0
    texts_computed: int = 0
    failed: int = 0
    read_seconds: float = 0.0
    images_seconds: float = 0.0
    texts_seconds: float = 0.0
    store_seconds: float = 0.0


class _Stages:
    """Charges the time since the last call to a stage."""

    def __init__(self, report: EmbedReport) -> None:
        self._report = report
        self._last = time.perf_counter()

    def end(self, stage: str) -> None:
        now = time.perf_counter()
        spent = getattr(self._report, f"{stage}_seconds") + now - self._last
        setattr(self._report, f"{stage}_seconds", round(spent, 4))
        self._last = now


def images_embed(crawl_id: str, image_ids: Sequence[int]) -> EmbedReport:
    """Bring vectors of pictures and of their words into the `Embedding` table and hand the pictures on to be indexed.

    Done twice it is done once. A picture whose thumbnail is gone or unreadable fails alone.

    Raises:
        ModelUnavailable: no model can be loaded now; retry later.
        BrokerUnavailable: the pictures are embedded, but nobody could be told; retry later.
    """
    rows = Image.objects.filter(crawl_id=crawl_id, id__in=list(image_ids), status__in=EMBEDDABLE).exclude(sha256="")
    sha256_of = dict(rows.values_list("id", "sha256"))
    report = EmbedReport(images=len(sha256_of))
    if not sha256_of:
        return report
    reasons = contents_embed(crawl_id, set(sha256_of.values()), report)
    failed = {id_: reasons[sha256] for id_, sha256 in sha256_of.items() if sha256 in reasons}
    report.failed = images_failed(crawl_id, failed)
    embedded = [id_ for id_ in sha256_of if id_ not in failed]
    images_embedded(crawl_id, embedded)
    if embedded:
        send_now(IndexPoints(crawl_id=crawl_id, image_ids=tuple(embedded)))
    log.info("images_embedded", extra={"crawl_id": crawl_id, **asdict(report)})
    return report


def contents_embed(crawl_id: str, sha256s: Iterable[str], report: EmbedReport) -> Mapping[str, str]:
    """Compute and store what is lacking for picture contents.

    Returns:
        Contents that cannot be embedded, each with a code of `IMAGE_REASONS`.
    """
    stages = _Stages(report)
    encoder = image_encoder()
    lacking = _lacking(encoder.key, set(sha256s))
    pictures, reasons = _thumbnails_open(lacking)
    stages.end("read")
    vectors, unreadable = _pictures_embed(encoder, pictures)
    stages.end("images")
    _store(encoder.key, list(vectors), list(vectors.values()))
    stages.end("store")
    report.images_computed = len(vectors)
    known = len(set(sha256s)) - len(lacking)
    spent_ms = report.images_seconds * 1000
    counters_record(EMBEDDINGS, Counters(hits=known, misses=len(vectors), spent_ms=spent_ms))
    report.texts_computed = _words_embed(words_encoder(), content_words(crawl_id, sha256s).values())
    stages.end("texts")
    return {**reasons, **dict.fromkeys(unreadable, "embedding_failed")}


def _lacking(model_key: str, content_keys: set[str]) -> list[str]:
    """Which contents have no vector yet; the others are marked as used just now, so that they do not expire."""
    known = Embedding.objects.filter(model_key=model_key, content_key__in=content_keys)
    present = set(known.values_list("content_key", flat=True))
    if present:
        known.update(used_at=timezone.now())
    return sorted(content_keys - present)


def _thumbnails_open(sha256s: Sequence[str]) -> tuple[dict[str, PillowImage.Image], dict[str, str]]:
    """Thumbnails, not decoded yet, and the reasons of those that are not there."""
    pictures: dict[str, PillowImage.Image] = {}
    reasons: dict[str, str] = {}
    for sha256 in sha256s:
        try:
            body = blob_store().get(BlobKind.THUMBNAIL, sha256)
            pictures[sha256] = PillowImage.open(io.BytesIO(body), formats=("JPEG",))
        except BlobMissing:
            reasons[sha256] = "thumbnail_missing"
        except OSError:
            reasons[sha256] = "embedding_failed"
    return pictures, reasons


def _pictures_embed(
    encoder: ImageEncoder, pictures: Mapping[str, PillowImage.Image]
) -> tuple[dict[str, Vectors], list[str]]:
    """Vectors of thumbnails, and those that cannot be decoded; the encoder decodes, ahead of its device."""
    try:
        return dict(zip(pictures, encoder.encode_images(list(pictures.values())), strict=True)), []
    except OSError:
        readable = {sha256: picture for sha256, picture in pictures.items() if _is_readable(picture)}
    vectors = encoder.encode_images(list(readable.values()))
    return dict(zip(readable, vectors, strict=True)), sorted(pictures.keys() - readable.keys())


def _is_readable(picture: PillowImage.Image) -> bool:
    try:
        picture.load()
    except OSError:
        return False
    return True


def _words_embed(encoder: TextEncoder, words: Iterable[str]) -> int:
    text_of = {words_key(text): text for text in words if text}
    lacking = _lacking(encoder.key, set(text_of))
    _store(encoder.key, lacking, encoder.encode_texts([text_of[key] for key in lacking]))
    return len(lacking)


def _store(model_key: str, content_keys: Sequence[str], vectors: Sequence[Vectors] | Vectors) -> None:
    """Another worker may have stored the same meanwhile: then theirs stays, it is the same."""
    rows = [
        Embedding(model_key=model_key, content_key=key, vector=vector.astype(STORED_DTYPE).tobytes())
        for key, vector in zip(content_keys, vectors, strict=True)
    ]
    Embedding.objects.bulk_create(rows, ignore_conflicts=True)

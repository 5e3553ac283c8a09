"""The pictures of a crawl until they are fetched: recorded once with every sighting, then fetched, failed or skipped."""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any, Final, Protocol

from django.db.models import Q
from django.utils import timezone

from imagesearch.core.urls import url_key
from imagesearch.crawls.found import FoundImage, ImageOutcome
from imagesearch.crawls.models import Image, Sighting
from imagesearch.crawls.services.batches import rows_insert, rows_insert_new, rows_update
from imagesearch.crawls.services.variants import variants_link, variants_promote
from imagesearch.crawls.states import ImageStatus

LIFTED: Final = ("noindex", "variant", "tracking_pixel")
"""Reasons that a place gives, not the picture."""
Sighted = tuple[int, FoundImage]
"""Page id, and what was seen there."""


class IdsByKey(Protocol):
    """What a caller knows; it may forget."""

    def get(self, key: bytes, /) -> int | None:
        """The id of a picture, if it is known."""

    def __setitem__(self, key: bytes, id_: int, /) -> None:
        """Remember one."""


def images_record(crawl_id: str, sighted: Sequence[Sighted], known_ids: IdsByKey) -> None:
    """Record pictures and where they were seen; what is known already gains a sighting.

    Args:
        crawl_id: the crawl.
        sighted: pictures in the order in which they were found.
        known_ids: picture ids by URL key, kept by the caller between calls to spare queries; completed here.
    """
    keyed = [(url_key(found.url), page_id, found) for page_id, found in sighted]
    ids = {key: id_ for key, _, _ in keyed if (id_ := known_ids.get(key)) is not None}
    known = set(ids)
    fresh: dict[bytes, FoundImage] = {}
    for key, _, found in keyed:
        # One place that wants it outweighs any that leave it out.
        if key not in known and (key not in fresh or (fresh[key].skip_reason and not found.skip_reason)):
            fresh[key] = found
    known |= _images_add(crawl_id, fresh, ids)
    for key in fresh:
        known_ids[key] = ids[key]
    _variants_link(fresh, ids)
    rows_insert(Sighting, (_sighting(ids[key], page_id, found) for key, page_id, found in keyed))
    again = [(ids[key], found) for key, _, found in keyed if key in known]
    _words_age({id_ for id_, found in again if found.alt or found.title or found.caption or found.context})
    _skip_lift({id_ for id_, found in again if not found.skip_reason})


def images_finish(outcomes: Iterable[ImageOutcome], *, holder: str) -> None:
    """Write how fetches ended; a picture that is in other hands by now is left alone."""
    now = timezone.now()
    changes = {
        outcome.image_id: {
            "status": outcome.status,
            "reason": outcome.reason,
            "http_status": outcome.http_status,
            "sha256": outcome.sha256,
            "format": outcome.format,
            "width": outcome.width,
            "height": outcome.height,
            "bytes": outcome.body_bytes,
            "color": outcome.color,
            "fetched_at": now,
            "claimed_by": "",
            "attempts": 0,
        }
        for outcome in outcomes
    }
    rows_update(Image, changes, where={"status": ImageStatus.FOUND, "claimed_by": holder})
    variants_promote(id_ for id_, change in changes.items() if change["status"] != ImageStatus.FETCHED)


def images_leave_out(crawl_id: str, reason: str) -> int:
    """End every picture that was not fetched.

    Returns:
        How many there were.
    """
    unfetched = Image.objects.filter(crawl_id=crawl_id, status=ImageStatus.FOUND)
    return unfetched.update(status=ImageStatus.SKIPPED, reason=reason, claimed_by="")


def _images_add(crawl_id: str, found: Mapping[bytes, FoundImage], ids: MutableMapping[bytes, int]) -> set[bytes]:
    """Add pictures and complete the ids; returns the keys of those that were there before."""
    now = timezone.now()
    new = rows_insert_new(
        Image,
        (
            {
                "crawl_id": crawl_id,
                "url": image.url,
                "url_key": key,
                "status": ImageStatus.SKIPPED if image.skip_reason else ImageStatus.FOUND,
                "reason": image.skip_reason,
                "found_at": now,
                "role": image.role,
                "role_rule": image.role_rule,
            }
            for key, image in found.items()
        ),
        key="url_key",
    )
    before = _image_ids(crawl_id, found.keys() - new.keys())
    ids.update(new)
    ids.update(before)
    return set(before)


def _variants_link(fresh: Mapping[bytes, FoundImage], ids: Mapping[bytes, int]) -> None:
    """Tie the variants among new pictures to those that stand for them, which came from the same page."""
    keyed = ((key, url_key(found.variant_of), found) for key, found in fresh.items() if found.variant_of)
    variants_link({ids[key]: (ids[of], found.variant_rank) for key, of, found in keyed if of in ids})


def _image_ids(crawl_id: str, keys: Iterable[bytes]) -> dict[bytes, int]:
    wanted = list(keys)
    if not wanted:
        return {}
    rows = Image.objects.filter(crawl_id=crawl_id, url_key__in=wanted).order_by().values_list("url_key", "id")
    return {bytes(key): id_ for key, id_ in rows}


def _sighting(image_id: int, page_id: int, found: FoundImage) -> dict[str, Any]:
    return {
        "image_id": image_id,
        "page_id": page_id,
        "route": found.route,
        "alt": found.alt,
        "title": found.title,
        "caption": found.caption,
        "context": found.context,
        "has_alt": found.has_alt,
        "position": found.position,
        "role": found.role,
        "role_rule": found.role_rule,
    }


def _words_age(image_ids: set[int]) -> None:
    """Words of pictures that were embedded already have grown; they are embedded again when fetching is over."""
    if not image_ids:
        return
    embedded = Q(status__in=[ImageStatus.EMBEDDED, ImageStatus.INDEXED]) | Q(
        status=ImageStatus.FETCHED, dispatched_at__isnull=False
    )
    Image.objects.filter(embedded, id__in=image_ids, is_words_stale=False).update(is_words_stale=True)


def _skip_lift(image_ids: set[int]) -> None:
    """A picture that one page gives a reason to leave out is wanted when another page shows it freely."""
    if not image_ids:
        return
    skipped = Image.objects.filter(id__in=image_ids, status=ImageStatus.SKIPPED, reason__in=LIFTED, http_status=None)
    skipped.update(status=ImageStatus.FOUND, reason="", variant_of=None)

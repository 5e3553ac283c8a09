"""Joins hits to rows: which picture, where it was seen best, what is said about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imagesearch.crawls.models import Image, Sighting
from imagesearch.crawls.selectors.images import thumbnail_path
from imagesearch.crawls.states import ImageStatus
from imagesearch.search.results import Hit

Content = tuple[str, str]
"""Crawl id and content hash."""


def results_of(hits: Sequence[Hit], *, first_rank: int) -> list[dict[str, Any]]:
    """Hits as the API shows them; contents whose rows are gone are left out."""
    images = _images({(hit.crawl_id, hit.sha256) for hit in hits})
    sightings = _best_sightings(image.pk for group in images.values() for image in group)
    ranked = ((rank, hit, images.get((hit.crawl_id, hit.sha256))) for rank, hit in enumerate(hits, first_rank))
    return [_result(rank, hit, copies, sightings) for rank, hit, copies in ranked if copies]


def _images(contents: Iterable[Content]) -> dict[Content, list[Image]]:
    """Searchable pictures of each content, first found first."""
    wanted = set(contents)
    rows = Image.objects.filter(
        crawl__in={crawl_id for crawl_id, _ in wanted}, sha256__in={sha256 for _, sha256 in wanted}
    )
    found: dict[Content, list[Image]] = defaultdict(list)
    for image in rows.filter(status=ImageStatus.INDEXED).order_by("id"):
        if (image.crawl_id, image.sha256) in wanted:
            found[image.crawl_id, image.sha256].append(image)
    return found


def _best_sightings(image_ids: Iterable[int]) -> dict[int, Sighting]:
    """For each picture the first sighting with an alt text, else with a title or caption, else the first."""
    best: dict[int, Sighting] = {}
    for sighting in Sighting.objects.filter(image__in=list(image_ids)).select_related("page").order_by("id"):
        known = best.get(sighting.image_id)
        if known is None or _goodness(sighting) > _goodness(known):
            best[sighting.image_id] = sighting
    return best


def _goodness(sighting: Sighting) -> int:
    return 2 if sighting.alt else 1 if sighting.title or sighting.caption else 0


def _result(rank: int, hit: Hit, copies: Sequence[Image], sightings: Mapping[int, Sighting]) -> dict[str, Any]:
    seen = [image for image in copies if image.pk in sightings]
    image = max(seen, key=lambda one: (_goodness(sightings[one.pk]), -one.pk)) if seen else copies[0]
    sighting = sightings.get(image.pk, Sighting())
    return {
        "rank": rank,
        "score": hit.score,
        "is_strong": hit.is_strong,
        "crawl": hit.crawl_id,
        "image_id": image.pk,
        "image_url": image.url,
        "thumbnail_url": thumbnail_path(image.pk),
        "page_url": sighting.page.url if sighting.page_id else "",
        "page_title": sighting.page.title if sighting.page_id else "",
        "alt": sighting.alt,
        "title": sighting.title,
        "caption": sighting.caption,
        "format": image.format,
        "width": image.width,
        "height": image.height,
        "bytes": image.bytes,
        "color": image.color,
        "copies": len(copies),
        "matched": hit.matched.model_dump(mode="json"),
    }

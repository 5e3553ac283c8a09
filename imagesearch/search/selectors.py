"""Joins hits to rows: which picture, where it was seen best, what is said about it, where else it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from imagesearch.crawls.models import Image, Sighting
from imagesearch.crawls.selectors.images import page_address, thumbnail_path
from imagesearch.crawls.states import ImageStatus
from imagesearch.search.results import Hit

Content = tuple[str, str]
"""Crawl id and content hash."""
COPIES_LISTED_MAX: Final = 20


def results_of(hits: Sequence[Hit], *, first_rank: int) -> list[dict[str, Any]]:
    """Hits as the API shows them; contents whose rows are gone are left out."""
    images = _images({(hit.crawl_id, sha256) for hit in hits for sha256 in (hit.sha256, *hit.folded)})
    sightings = _best_sightings(image.pk for group in images.values() for image in group)
    shown = []
    for rank, hit in enumerate(hits, first_rank):
        same = images.get((hit.crawl_id, hit.sha256))
        if same:
            resized = [image for sha256 in hit.folded for image in images.get((hit.crawl_id, sha256), [])]
            best = _best_image(same, sightings)
            copies = [image for image in same if image is not best] + resized
            shown.append({**_result(rank, hit, best, sightings), **_copies(best, copies, sightings)})
    return shown


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


def _goodness(sighting: Sighting | None) -> int:
    if sighting is None:
        return -1
    return 2 if sighting.alt else 1 if sighting.title or sighting.caption else 0


def _best_image(images: Sequence[Image], sightings: Mapping[int, Sighting]) -> Image:
    """Of the same bytes under several addresses the one with the best words, else the first found."""
    return max(images, key=lambda image: (_goodness(sightings.get(image.pk)), -image.pk))


def _result(rank: int, hit: Hit, image: Image, sightings: Mapping[int, Sighting]) -> dict[str, Any]:
    sighting = sightings.get(image.pk, Sighting())
    return {
        "rank": rank,
        "score": hit.score,
        "is_strong": hit.is_strong,
        "crawl": hit.crawl_id,
        **_address(image, sightings),
        "thumbnail_url": thumbnail_path(image.pk),
        "page_title": sighting.page.title if sighting.page_id else "",
        "alt": sighting.alt,
        "title": sighting.title,
        "caption": sighting.caption,
        "bytes": image.bytes,
        "color": image.color,
        "matched": hit.matched.model_dump(mode="json"),
    }


def _copies(best: Image, copies: Sequence[Image], sightings: Mapping[int, Sighting]) -> dict[str, Any]:
    listed = [
        {**_address(image, sightings), "kind": "identical" if image.sha256 == best.sha256 else "resized"}
        for image in copies[:COPIES_LISTED_MAX]
    ]
    return {"copies": 1 + len(copies), "copies_list": listed}


def _address(image: Image, sightings: Mapping[int, Sighting]) -> dict[str, Any]:
    sighting = sightings.get(image.pk)
    return {
        "image_id": image.pk,
        "image_url": image.url,
        "page_url": page_address(sighting.page) if sighting else "",
        "format": image.format,
        "width": image.width,
        "height": image.height,
    }

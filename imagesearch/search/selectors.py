"""Joins hits to rows: which picture, where it was seen best, what is said about it, where else it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from imagesearch.crawls.models import Image, Sighting
from imagesearch.crawls.selectors.images import page_address, thumbnail_path
from imagesearch.crawls.states import ImageStatus
from imagesearch.search.results import Hit

Content = tuple[str, str]
"""Crawl id and content hash."""
COPIES_LISTED_MAX: Final = 20
IMAGE_FIELDS: Final = ("crawl_id", "sha256", "status", "url", "format", "width", "height", "bytes", "color")
SIGHTING_FIELDS: Final = ("image_id", "alt", "title", "caption", "page__url", "page__title")
GOODNESS: Final = Case(
    When(~Q(alt=""), then=Value(2)), When(~Q(title="") | ~Q(caption=""), then=Value(1)), default=Value(0)
)
"""How much a sighting says about its picture, as `_goodness` has it."""


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
    wanted: dict[str, list[str]] = defaultdict(list)
    for crawl_id, sha256 in contents:
        wanted[crawl_id].append(sha256)
    found: dict[Content, list[Image]] = defaultdict(list)
    for crawl_id, sha256s in wanted.items():
        # The status and the order are seen to here: asked for them, SQLite would walk through all pictures of the crawl.
        rows = Image.objects.filter(crawl_id=crawl_id, sha256__in=sha256s).only(*IMAGE_FIELDS).order_by()
        for image in sorted(rows, key=attrgetter("pk")):
            if image.status == ImageStatus.INDEXED:
                found[crawl_id, image.sha256].append(image)
    return found


def _best_sightings(image_ids: Iterable[int]) -> dict[int, Sighting]:
    """For each picture the first sighting with an alt text, else with a title or caption, else the first."""
    places = Window(RowNumber(), partition_by=F("image"), order_by=[GOODNESS.desc(), F("id").asc()])
    # A logo has thousands of sightings: all but the best stay in the database.
    best = Sighting.objects.filter(image__in=list(image_ids)).annotate(place=places).filter(place=1).values("pk")
    rows = Sighting.objects.filter(pk__in=best.order_by()).select_related("page").only(*SIGHTING_FIELDS).order_by()
    return {sighting.image_id: sighting for sighting in rows}


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

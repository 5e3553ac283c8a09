"""Joins hits to rows: which picture, where it was seen best, what is said about it, where else it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from django.db import connection

from imagesearch.crawls.models import Image, Page, Sighting
from imagesearch.crawls.selectors.images import page_address, thumbnail_path
from imagesearch.crawls.states import ImageStatus
from imagesearch.search.results import Hit

Content = tuple[str, str]
"""Crawl id and content hash."""
COPIES_LISTED_MAX: Final = 20
IMAGE_FIELDS: Final = ("crawl_id", "sha256", "status", "url", "format", "width", "height", "bytes", "color")
BEST_SIGHTINGS: Final = f"""
    SELECT ranked.image_id, ranked.alt, ranked.title, ranked.caption, page.url, page.title FROM (
        SELECT image_id, page_id, alt, title, caption, row_number() OVER (
            PARTITION BY image_id
            ORDER BY CASE WHEN alt <> '' THEN 0 WHEN title <> '' OR caption <> '' THEN 1 ELSE 2 END, id
        ) AS place FROM {Sighting._meta.db_table} WHERE image_id IN ({{places}})
    ) AS ranked JOIN {Page._meta.db_table} AS page ON page.id = ranked.page_id WHERE ranked.place = 1
"""  # noqa: S608, SLF001  names of our own tables
"""Written out: to build it anew from the models for each search took four times as long as the database takes to answer it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The place where a picture was seen best."""

    alt: str = ""
    title: str = ""
    caption: str = ""
    page_url: str = ""
    page_title: str = ""

    @property
    def goodness(self) -> int:
        """How much it says about the picture."""
        return 2 if self.alt else 1 if self.title or self.caption else 0


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


def _best_sightings(image_ids: Iterable[int]) -> dict[int, Seen]:
    """For each picture the first sighting with an alt text, else with a title or caption, else the first."""
    ids = list(image_ids)
    if not ids:
        return {}
    # A logo has thousands of sightings: all but the best stay in the database.
    with connection.cursor() as cursor:
        cursor.execute(BEST_SIGHTINGS.format(places=", ".join(["%s"] * len(ids))), ids)
        return {image_id: Seen(*seen) for image_id, *seen in cursor.fetchall()}


def _best_image(images: Sequence[Image], sightings: Mapping[int, Seen]) -> Image:
    """Of the same bytes under several addresses the one with the best words, else the first found."""
    return max(images, key=lambda image: (sightings[image.pk].goodness if image.pk in sightings else -1, -image.pk))


def _result(rank: int, hit: Hit, image: Image, sightings: Mapping[int, Seen]) -> dict[str, Any]:
    sighting = sightings.get(image.pk, Seen())
    return {
        "rank": rank,
        "score": hit.score,
        "is_strong": hit.is_strong,
        "crawl": hit.crawl_id,
        **_address(image, sightings),
        "thumbnail_url": thumbnail_path(image.pk),
        "page_title": sighting.page_title,
        "alt": sighting.alt,
        "title": sighting.title,
        "caption": sighting.caption,
        "bytes": image.bytes,
        "color": image.color,
        "matched": hit.matched.model_dump(mode="json"),
    }


def _copies(best: Image, copies: Sequence[Image], sightings: Mapping[int, Seen]) -> dict[str, Any]:
    listed = [
        {**_address(image, sightings), "kind": "identical" if image.sha256 == best.sha256 else "resized"}
        for image in copies[:COPIES_LISTED_MAX]
    ]
    return {"copies": 1 + len(copies), "copies_list": listed}


def _address(image: Image, sightings: Mapping[int, Seen]) -> dict[str, Any]:
    return {
        "image_id": image.pk,
        "image_url": image.url,
        "page_url": page_address(sightings.get(image.pk, Seen()).page_url),
        "format": image.format,
        "width": image.width,
        "height": image.height,
    }

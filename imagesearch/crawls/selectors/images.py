"""Reads pictures: lists with filters, one for its owner, the latest for the live wall."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from imagesearch.accounts.models import User
from imagesearch.core.errors import NotFound
from imagesearch.crawls.models import Crawl, Image, Page, Sighting
from imagesearch.crawls.states import ImageStatus
from imagesearch.events.models import IndexedImage

SIGHTINGS_MAX: Final = 100
"""Of one picture in a list: a logo is seen on every page."""


def images_of(
    crawl: Crawl, *, status: str = "", reason: str = "", route: str = "", format_name: str = "", role: str = ""
) -> QuerySet[Image]:
    """Pictures of a crawl in the order they were found, with the first of their sightings and how many there are in all."""
    wanted = {"status": status, "reason": reason, "format": format_name.upper(), "role": role}
    rows = Image.objects.filter(crawl=crawl, **{name: value for name, value in wanted.items() if value})
    if route:
        rows = rows.filter(sightings__route=route).distinct()
    sightings = Sighting.objects.select_related("page").order_by("id")[:SIGHTINGS_MAX]
    seen = Sighting.objects.filter(image=OuterRef("pk")).order_by().values("image").values(count=Count("id"))
    return (
        rows.annotate(sightings_count=Coalesce(Subquery(seen), 0))
        .prefetch_related(Prefetch("sightings", queryset=sightings, to_attr="first_sightings"))
        .order_by("id")
    )


def images_places(image_ids: Sequence[int]) -> dict[int, tuple[int, Sighting]]:
    """In how many places pictures were seen, and the first of them with its page, by picture id."""
    rows = Sighting.objects.filter(image_id__in=image_ids).order_by().values_list("image_id")
    found = {image_id: (count, first) for image_id, count, first in rows.annotate(Count("id"), Min("id"))}
    firsts = Sighting.objects.filter(id__in=[first for _, first in found.values()]).select_related("page").in_bulk()
    return {image_id: (count, firsts[first]) for image_id, (count, first) in found.items()}


def pages_of(crawl: Crawl, *, status: str = "", reason: str = "") -> QuerySet[Page]:
    """Pages of a crawl without their texts, in the order they were found."""
    wanted = {"status": status, "reason": reason}
    rows = Page.objects.filter(crawl=crawl, **{name: value for name, value in wanted.items() if value})
    return rows.select_related("content").defer("content__text").order_by("id")


def page_of(crawl: Crawl, page_id: int) -> Page:
    """One page of a crawl with its text.

    Raises:
        NotFound: the crawl has no such page.
    """
    page = Page.objects.filter(crawl=crawl, pk=page_id).select_related("content").first()
    if page is None:
        raise NotFound(f"This crawl has no page {page_id}.", code="page_not_found")
    return page


def image_for(user: User, image_id: int) -> Image:
    """One of a person's pictures.

    Raises:
        NotFound: no such picture, or somebody else's.
    """
    image = Image.objects.filter(crawl__owner=user, pk=image_id).select_related("crawl").first()
    if image is None:
        raise NotFound(f"There is no picture {image_id}.", code="image_not_found")
    return image


def images_latest(crawl_id: str, *, since: datetime | None, count: int) -> list[Image]:
    """The pictures that became searchable last, newest first, one for each content."""
    rows = Image.objects.filter(crawl_id=crawl_id, status=ImageStatus.INDEXED)
    if since is not None:
        rows = rows.filter(indexed_at__gt=since)
    newest = rows.order_by("-indexed_at", "-id").prefetch_related("sightings")[: 2 * count]
    return list({image.sha256: image for image in reversed(newest)}.values())[::-1][:count]


def image_alt(image: Image) -> str:
    """The first words anybody gave the picture."""
    return next((sighting.alt for sighting in image.sightings.all() if sighting.alt), "")


def page_address(url: str) -> str:
    """Where a sighting is, by the URL of its page; empty for what stands for a list."""
    return url if url.startswith("http") else ""


def thumbnail_path(image_id: int) -> str:
    """Where the web app serves the thumbnail of a picture."""
    return f"/thumbnails/{image_id}.jpg"


def wall_images(images: Sequence[Image]) -> tuple[IndexedImage, ...]:
    """Pictures as the live wall shows them, in the order given."""
    return tuple(
        IndexedImage(
            image_id=image.pk,
            thumbnail_url=thumbnail_path(image.pk),
            alt=image_alt(image),
            width=image.width,
            height=image.height,
        )
        for image in images
    )

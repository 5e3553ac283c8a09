"""Settles what every picture is for when all places are known where it was seen."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Count, Q

from imagesearch.core.roles import SPREAD_PAGES_MIN, Verdict, role_decide
from imagesearch.crawls.models import Image, Page, Sighting
from imagesearch.crawls.states import ImageStatus, PageStatus

ROWS_AT_ONCE: Final = 500
SHOWN: Final = ("image_id", "image__role", "image__role_rule", "image__width", "image__height")


def roles_settle(crawl_id: str) -> int:
    """Decide the role of every picture of a crawl; of those in the index, the changed ones are written there again.

    Returns:
        How many changed.
    """
    changes = list(_changes(crawl_id))
    for verdict, ids in _by_verdict(changes).items():
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows = Image.objects.filter(id__in=ids[start : start + ROWS_AT_ONCE])
            under_way = Q(status__in=[ImageStatus.EMBEDDED, ImageStatus.INDEXED]) | Q(
                status=ImageStatus.FETCHED, dispatched_at__isnull=False
            )
            rows.filter(under_way).exclude(role=verdict[0]).update(is_words_stale=True)
            rows.update(role=verdict[0], role_rule=verdict[1])
    return len(changes)


def _changes(crawl_id: str) -> Iterator[tuple[int, Verdict]]:
    pages = Page.objects.filter(crawl_id=crawl_id, status=PageStatus.DONE).count()
    seen = Sighting.objects.filter(image__crawl_id=crawl_id).order_by("image_id").values(*SHOWN, "role", "role_rule")
    rows = seen.annotate(places=Count("id"), pages=Count("page_id", distinct=True)).iterator(ROWS_AT_ONCE)
    for image_id, group in groupby(rows, key=itemgetter("image_id")):
        places = list(group)
        verdict = _verdict(places, pages)
        if verdict != (places[0]["image__role"], places[0]["image__role_rule"]):
            yield image_id, verdict


def _verdict(places: list[dict[str, Any]], pages: int) -> Verdict:
    seen = {(place["role"], place["role_rule"]): place["places"] for place in places}
    share = max(place["pages"] for place in places) / pages if pages >= SPREAD_PAGES_MIN else 0.0
    first = places[0]
    role, rule = role_decide(seen, width_px=first["image__width"], height_px=first["image__height"], share=share)
    return str(role), rule


def _by_verdict(changes: Iterable[tuple[int, Verdict]]) -> dict[Verdict, list[int]]:
    grouped: dict[Verdict, list[int]] = {}
    for image_id, verdict in changes:
        grouped.setdefault(verdict, []).append(image_id)
    return grouped

"""The durable frontier: pages are added once, claimed, and finished; a claim of a dead process goes back in the queue."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from imagesearch.core.urls import url_key
from imagesearch.crawls.found import NewPage, PageOutcome, Traffic
from imagesearch.crawls.models import Crawl, Image, Page, PageText, Sighting
from imagesearch.crawls.services.batches import rows_insert, rows_update
from imagesearch.crawls.services.claims import ALONE_FROM_ATTEMPTS, crawl_lock
from imagesearch.crawls.states import ImageStatus, PageStatus

CLAIMED: Final = ("id", "url", "depth", "attempts", "told_images")
"""What whoever claims a page needs of it."""


def pages_add(crawl_id: str, pages: Sequence[NewPage]) -> None:
    """Add pages to the frontier; those it knows already stay as they are."""
    now = timezone.now()
    rows_insert(
        Page,
        (
            {
                "crawl_id": crawl_id,
                "url": page.url,
                "url_key": url_key(page.url),
                "depth": page.depth,
                "status": PageStatus.SKIPPED if page.skip_reason else PageStatus.QUEUED,
                "reason": page.skip_reason,
                "found_at": now,
                "told_images": "\n".join(page.told_images),
            }
            for page in pages
        ),
    )


def pages_add_linked(crawl_id: str, image_ids: Sequence[int]) -> None:
    """Add as pages what was taken for pictures, one step deeper than the page that links there.

    Only what an `<a href>` names is a page; an `<img>` that gives HTML is just broken.
    """
    if not image_ids:
        return
    linked = Sighting.objects.filter(image_id__in=image_ids, route="a-href").order_by("image_id")
    rows = linked.values_list("image__url").annotate(Min("page__depth"))
    pages_add(crawl_id, [NewPage(url, depth + 1) for url, depth in rows])


def pages_claim(crawl_id: str, *, holder: str, count: int, seconds: float, is_alone: bool = False) -> list[Page]:
    """Take the next pages in hand, shallow ones first, for a while, and within the crawl's page limit.

    Args:
        crawl_id: the crawl.
        holder: the process that claims.
        count: how many at most.
        seconds: how long the claim holds unless it is renewed.
        is_alone: take those that were in hand in several crashes, and no others.

    Returns:
        Pages with id, url, depth and what was told of them; none when the frontier is empty or all is in other hands.
    """
    queued = Page.objects.filter(_suspicion(is_alone=is_alone), crawl_id=crawl_id, status=PageStatus.QUEUED)
    with transaction.atomic(savepoint=False):
        taken, limit = crawl_lock(crawl_id)
        order = ("-attempts", "depth", "id") if is_alone else ("depth", "id")
        rows = queued.order_by(*order).only(*CLAIMED).select_for_update(skip_locked=True)
        pages = list(rows[: max(min(count, limit - taken), 0)])
        if pages:
            claimed = Page.objects.filter(id__in=[page.id for page in pages])
            claimed.update(status=PageStatus.CLAIMED, **_claim(holder, seconds))
            Crawl.objects.filter(pk=crawl_id).update(pages_taken=taken + len(pages))
    return pages


def images_claim(crawl_id: str, *, holder: str, count: int, seconds: float, is_alone: bool = False) -> list[Image]:
    """Take the next pictures to fetch in hand, in the order in which they were found.

    Returns:
        At most `count` pictures with id and url.
    """
    open_images = Image.objects.filter(crawl_id=crawl_id, status=ImageStatus.FOUND, claimed_by="")
    found = open_images.filter(_suspicion(is_alone=is_alone)).order_by(*(("-attempts", "id") if is_alone else ("id",)))
    with transaction.atomic(savepoint=False):
        images = list(found.only("id", "url", "attempts").select_for_update(skip_locked=True)[:count])
        if images:
            Image.objects.filter(id__in=[image.id for image in images]).update(**_claim(holder, seconds))
    return images


def pages_finish(outcomes: Iterable[PageOutcome], *, holder: str) -> None:
    """Write how visits ended; a page that is in other hands by now is left alone."""
    now = timezone.now()
    changes = {
        outcome.page_id: {
            "status": outcome.status,
            "reason": outcome.reason,
            "http_status": outcome.http_status,
            "title": outcome.title,
            "body_bytes": outcome.body_bytes,
            "elapsed_ms": outcome.elapsed_ms,
            "finished_at": now,
            "claimed_by": "",
        }
        for outcome in outcomes
    }
    rows_update(Page, changes, where={"status": PageStatus.CLAIMED, "claimed_by": holder})


def pages_texts_record(outcomes: Iterable[PageOutcome]) -> None:
    """Keep what pages say, each once; in the order of their ids, so that two that write the same need no lock."""
    texts = {outcome.page_id: outcome.text for outcome in outcomes if outcome.text is not None}
    rows_insert(
        PageText,
        (
            {
                "page_id": page_id,
                "text": found.text,
                "sha256": found.sha256,
                "word_count": found.word_count,
                "language": found.language,
                "description": found.description,
            }
            for page_id, found in sorted(texts.items(), key=lambda item: item[0])
        ),
    )


def pages_leave_out(crawl_id: str, reason: str) -> int:
    """End every page that was not visited.

    Returns:
        How many there were.
    """
    queued = Page.objects.filter(crawl_id=crawl_id, status=PageStatus.QUEUED)
    return queued.update(status=PageStatus.SKIPPED, reason=reason, finished_at=timezone.now())


def _suspicion(*, is_alone: bool) -> Q:
    return Q(attempts__gte=ALONE_FROM_ATTEMPTS) if is_alone else Q(attempts__lt=ALONE_FROM_ATTEMPTS)


def traffic_add(crawl_id: str, traffic: Traffic) -> None:
    """Add to what the crawl has asked of servers so far."""
    changes = {name: F(name) + count for name, count in asdict(traffic).items() if count}
    if changes:
        Crawl.objects.filter(pk=crawl_id).update(**changes)


def _claim(holder: str, seconds: float) -> dict[str, object]:
    until = timezone.now() + timedelta(seconds=seconds)
    return {"claimed_by": holder, "claimed_until": until, "attempts": F("attempts") + 1}

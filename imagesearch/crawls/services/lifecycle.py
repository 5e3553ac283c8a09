"""What people do to a crawl: start, pause, resume, cancel, retry, delete."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from imagesearch.accounts.models import User
from imagesearch.core.errors import Conflict, Rejected
from imagesearch.core.urls import host_port, start_url, url_host, url_key
from imagesearch.crawls.guarding import guard_for
from imagesearch.crawls.models import Crawl, Image, Page, PageText, Sighting
from imagesearch.crawls.options import CrawlKind, CrawlOptions
from imagesearch.crawls.services.remainders import crawl_remainder_skip
from imagesearch.crawls.services.transitions import crawl_move
from imagesearch.crawls.states import CrawlStatus, ImageStatus, PageStatus
from imagesearch.jobs.messages import CrawlRun, IndexDrop
from imagesearch.jobs.sending import send

NOT_FETCH_FAULTS = ("embedding_failed", "indexing_failed")
"""Image failures after the fetch: their retry starts from the stored thumbnail."""


def crawl_start(*, owner: User, url: str, options: CrawlOptions, may_visit_start_host: bool = False) -> Crawl:
    """Write a crawl and its start page; its task leaves when the transaction commits.

    Args:
        owner: whose crawl it is.
        url: what a person typed.
        options: validated options.
        may_visit_start_host: the start URL's own host and port may be visited though not public; for operators only.

    Raises:
        Rejected: the URL is no web address, its host is unknown, or its address is not public; `reason_code` says which.
    """
    if options.kind != CrawlKind.SITE:
        sentence = f"The kind {options.kind} goes with a list of addresses, not with one."
        raise Rejected(sentence, code="invalid", kind=[sentence])
    start = start_url(url)
    if may_visit_start_host:
        options = options.model_copy(update={"allowed_host": host_port(start)})
    guard_for(options).check_and_resolve(start)
    with transaction.atomic():
        crawl = Crawl.objects.create(
            owner=owner, url=start, host=url_host(start), options=options.model_dump(mode="json"), reason="waiting",
            reason_sentence="Waiting for a crawl worker.",
        )  # fmt: skip
        Page.objects.create(crawl=crawl, url=start, url_key=url_key(start), depth=0)
        send(CrawlRun(crawl_id=crawl.id))
    return crawl


def crawl_pause(crawl: Crawl) -> Crawl:
    """Stop fetching after the pages in flight; everything found is kept and can be searched.

    Raises:
        Conflict: the crawl is not under way.
    """
    return _move_or_conflict(crawl, CrawlStatus.PAUSED, "paused_by_user", "pause")


def crawl_resume(crawl: Crawl) -> Crawl:
    """Go on where the crawl was paused.

    Raises:
        Conflict: the crawl is not paused.
    """
    if crawl.status != CrawlStatus.PAUSED:
        raise _conflict(crawl, "resume")
    with transaction.atomic():
        moved = _move_or_conflict(crawl, CrawlStatus.QUEUED, "waiting", "resume", fetch_ended_reason="", crashes=0)
        send(CrawlRun(crawl_id=crawl.id))
    return moved


def crawl_cancel(crawl: Crawl) -> Crawl:
    """Drop what is still to be done; what is indexed stays searchable.

    Raises:
        Conflict: the crawl has ended.
    """
    with transaction.atomic():
        moved = _move_or_conflict(crawl, CrawlStatus.CANCELLED, "cancelled_by_user", "cancel")
        crawl_remainder_skip(crawl.id, "cancelled")
    return moved


def crawl_retry_failed(crawl: Crawl) -> Crawl:
    """Try again every page and picture that failed.

    Raises:
        Conflict: nothing has failed.
    """
    images = Image.objects.filter(crawl=crawl, status=ImageStatus.FAILED)
    after_fetch = Q(reason__in=NOT_FETCH_FAULTS) & ~Q(sha256="")
    fresh = {"reason": "", "attempts": 0, "dispatched_at": None, "claimed_by": ""}
    with transaction.atomic():
        retried = images.filter(after_fetch).update(status=ImageStatus.FETCHED, **fresh)
        retried += images.update(status=ImageStatus.FOUND, **fresh)
        retried += Page.objects.filter(crawl=crawl, status=PageStatus.FAILED).update(
            status=PageStatus.QUEUED, reason="", attempts=0, claimed_by=""
        )
        if not retried:
            raise Conflict("Nothing has failed in this crawl, so there is nothing to try again.", code="nothing_failed")
        if crawl_move(crawl.id, CrawlStatus.QUEUED, "retrying", fetch_ended_reason="", crashes=0):
            send(CrawlRun(crawl_id=crawl.id))
    crawl.refresh_from_db()
    return crawl


def crawl_delete(crawl: Crawl) -> None:
    """Remove a crawl with all its rows and its collection; a crawl under way stops within a second.

    Picture files and embeddings may serve other crawls: upkeep drops them when nothing refers to them.
    """
    with transaction.atomic():
        send(IndexDrop(crawl_id=crawl.id))
        Sighting.objects.filter(image__crawl=crawl).delete()
        Image.objects.filter(crawl=crawl).delete()
        PageText.objects.filter(page__crawl=crawl).delete()
        Page.objects.filter(crawl=crawl).delete()
        crawl.delete()  # its hosts go along


def _move_or_conflict(crawl: Crawl, to: CrawlStatus, reason: str, verb: str, **changes: Any) -> Crawl:
    moved = crawl_move(crawl.id, to, reason, **changes)
    crawl.refresh_from_db()
    if not moved:
        raise _conflict(crawl, verb)
    return crawl


def _conflict(crawl: Crawl, verb: str) -> Conflict:
    label = CrawlStatus(crawl.status).label.lower()
    return Conflict(f"This crawl is {label}, so there is nothing to {verb}.", code=f"cannot_{verb}")

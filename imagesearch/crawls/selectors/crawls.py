"""Reads crawls for the API, the pages and the command line."""

from typing import Any

from django.db.models import QuerySet

from imagesearch.accounts.models import User
from imagesearch.core.errors import NotFound
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.counts import crawl_counts, crawl_problems


def crawls_of(user: User) -> QuerySet[Crawl]:
    """A person's crawls, newest first."""
    return Crawl.objects.filter(owner=user).order_by("-created_at")


def crawl_for(user: User, crawl_id: str) -> Crawl:
    """One of a person's crawls.

    Raises:
        NotFound: no such crawl, or somebody else's; the answer is the same for both.
    """
    crawl = Crawl.objects.filter(owner=user, pk=crawl_id).first()
    if crawl is None:
        raise NotFound(f"There is no crawl {crawl_id[:32]!r}.", code="crawl_not_found")
    return crawl


def crawl_snapshot(crawl: Crawl) -> dict[str, Any]:
    """The whole state of a crawl, as `GET crawls/{id}/` gives it."""
    return {
        "id": crawl.id,
        "url": crawl.url,
        "host": crawl.host,
        "status": crawl.status,
        "reason": crawl.reason,
        "reason_sentence": crawl.reason_sentence,
        "seq": crawl.seq,
        "created_at": crawl.created_at,
        "started_at": crawl.started_at,
        "finished_at": crawl.finished_at,
        "eta_seconds": crawl.eta_seconds,
        "options": {name: value for name, value in crawl.options.items() if name != "allowed_host"},
        "counts": crawl_counts(crawl.id).model_dump(),
        "problems": [problem.model_dump() for problem in crawl_problems(crawl.id)],
    }

"""How far a crawl has come, always counted from the rows."""

from collections.abc import Mapping

from django.db.models import Count, Min, Q

from imagesearch.crawls.models import Image, Page
from imagesearch.crawls.states import IMAGE_REASONS, PAGE_REASONS, PAGE_SHORTFALLS, ImageStatus, PageStatus
from imagesearch.events.models import Counts, Problem

REACHED = {
    "images_fetched": (ImageStatus.FETCHED, ImageStatus.EMBEDDED, ImageStatus.INDEXED),
    "images_embedded": (ImageStatus.EMBEDDED, ImageStatus.INDEXED),
    "images_indexed": (ImageStatus.INDEXED,),
    "images_failed": (ImageStatus.FAILED,),
    "images_skipped": (ImageStatus.SKIPPED,),
}
"""A picture counts for every step it has reached."""


def crawl_counts(crawl_id: str) -> Counts:
    """The counts of a crawl, by two grouped queries."""
    return counts_of_statuses(_by_status(Page, crawl_id), _by_status(Image, crawl_id))


def counts_of_statuses(pages: Mapping[str, int], images: Mapping[str, int]) -> Counts:
    """Counts from how many pages and pictures stand in each status."""
    reached = {name: sum(images.get(status, 0) for status in statuses) for name, statuses in REACHED.items()}
    return Counts(
        pages_found=sum(pages.values()),
        pages_done=pages.get(PageStatus.DONE, 0),
        pages_failed=pages.get(PageStatus.FAILED, 0),
        pages_skipped=pages.get(PageStatus.SKIPPED, 0),
        images_found=sum(images.values()),
        **reached,
    )


def frontier_is_open(crawl_id: str) -> bool:
    """Whether pages or pictures are still to be fetched."""
    pages = Page.objects.filter(crawl_id=crawl_id, status__in=[PageStatus.QUEUED, PageStatus.CLAIMED])
    return pages.exists() or Image.objects.filter(crawl_id=crawl_id, status=ImageStatus.FOUND).exists()


def outcomes_count(crawl_id: str) -> int:
    """How many pages and pictures crawl processes have brought to an end: it rises while they get on."""
    pages = Page.objects.filter(crawl_id=crawl_id, status__in=[PageStatus.DONE, PageStatus.FAILED])
    return pages.count() + Image.objects.filter(crawl_id=crawl_id).exclude(status=ImageStatus.FOUND).count()


def crawl_problems(crawl_id: str) -> tuple[Problem, ...]:
    """Every reason for which pages and pictures failed, were left out or fell short, most frequent first."""
    problems = [*_problems(Page, "page", crawl_id), *_problems(Image, "image", crawl_id)]
    return tuple(sorted(problems, key=lambda problem: (-problem.count, problem.reason)))


def images_roles(crawl_id: str) -> list[tuple[str, int]]:
    """How many pictures of a crawl have each role, most frequent first."""
    rows = Image.objects.filter(crawl_id=crawl_id).order_by().values_list("role").annotate(count=Count("id"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _by_status(model: type[Page | Image], crawl_id: str) -> dict[str, int]:
    rows = model.objects.filter(crawl_id=crawl_id).order_by().values_list("status").annotate(Count("id"))
    return dict(rows)


def _problems(model: type[Page | Image], kind: str, crawl_id: str) -> list[Problem]:
    sentences = PAGE_REASONS if kind == "page" else IMAGE_REASONS
    fell_short = Q(status=PageStatus.DONE, reason__in=PAGE_SHORTFALLS)
    rows = (
        model.objects.filter(Q(status__in=["failed", "skipped"]) | fell_short, crawl_id=crawl_id)
        .order_by()
        .values_list("status", "reason")
        .annotate(Count("id"), Min("id"))
    )
    found = list(rows)
    examples = dict(model.objects.filter(id__in=[row[3] for row in found]).values_list("id", "url"))
    return [
        Problem(
            kind=kind,
            status=status,
            reason=reason,
            sentence=sentences.get(reason, reason),
            count=count,
            example_url=examples[example],
        )
        for status, reason, count, example in found
    ]

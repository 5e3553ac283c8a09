"""How far many crawls have come, in a fixed number of queries."""

from collections.abc import Sequence

from django.db.models import Count

from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.crawls.selectors.counts import counts_of_statuses
from imagesearch.events.models import Counts


def crawls_counts(crawls: Sequence[Crawl]) -> dict[str, Counts]:
    """The counts of each crawl by its id, by two grouped queries for all of them."""
    ids = [crawl.id for crawl in crawls]
    pages = _by_crawl_and_status(Page, ids)
    images = _by_crawl_and_status(Image, ids)
    return {id_: counts_of_statuses(pages.get(id_, {}), images.get(id_, {})) for id_ in ids}


def _by_crawl_and_status(model: type[Page | Image], ids: Sequence[str]) -> dict[str, dict[str, int]]:
    rows = model.objects.filter(crawl_id__in=ids).order_by().values_list("crawl_id", "status")
    found: dict[str, dict[str, int]] = {}
    for crawl_id, status, count in rows.annotate(Count("id")):
        found.setdefault(crawl_id, {})[status] = count
    return found

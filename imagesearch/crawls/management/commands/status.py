"""`manage.py status [CRAWL_ID]`: how a crawl stands, or which crawls there are."""

from argparse import ArgumentParser
from typing import Any, Final

from imagesearch.crawls.links import crawl_links
from imagesearch.crawls.management.command import ExitCode, ProductCommand, crawl_named
from imagesearch.crawls.management.reports import crawl_report, crawls_report
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawl_snapshot
from imagesearch.crawls.selectors.lists import crawls_counts
from imagesearch.crawls.serializers import crawl_summary

LISTED_MAX: Final = 20


class Command(ProductCommand):
    """Reads the tables; works while nothing else runs."""

    help = "Show how a crawl stands, with everything that was left out and why; without an id, the newest crawls."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the crawl."""
        super().add_arguments(parser)
        parser.add_argument("crawl_id", nargs="?")

    def run(self, *, crawl_id: str | None, **_: Any) -> ExitCode:
        """The same document as `GET crawls/{id}/`, or as the first page of `GET crawls/`, of everybody's crawls."""
        if crawl_id is None:
            crawls = list(Crawl.objects.all()[:LISTED_MAX])
            counts = crawls_counts(crawls)
            summaries = [crawl_summary(crawl, counts[crawl.id].model_dump()) for crawl in crawls]
            self.give({"results": summaries}, crawls_report(summaries))
            return ExitCode.DONE
        snapshot = crawl_snapshot(crawl_named(crawl_id))
        self.give({**snapshot, "links": crawl_links(crawl_id)}, crawl_report(snapshot))
        return ExitCode.DONE

"""`manage.py status CRAWL_ID`: how a crawl stands."""

from argparse import ArgumentParser
from typing import Any

from imagesearch.crawls.links import crawl_links
from imagesearch.crawls.management.command import ExitCode, ProductCommand, crawl_named
from imagesearch.crawls.management.reports import crawl_report
from imagesearch.crawls.selectors.crawls import crawl_snapshot


class Command(ProductCommand):
    """Reads the tables; works while nothing else runs."""

    help = "Show how a crawl stands, with everything that was left out and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the crawl."""
        super().add_arguments(parser)
        parser.add_argument("crawl_id")

    def run(self, *, crawl_id: str, **_: Any) -> ExitCode:
        """The same document as `GET crawls/{id}/`."""
        snapshot = crawl_snapshot(crawl_named(crawl_id))
        self.give({**snapshot, "links": crawl_links(crawl_id)}, crawl_report(snapshot))
        return ExitCode.DONE

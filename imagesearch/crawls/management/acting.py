"""Base of the commands that change the state of a crawl."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from imagesearch.crawls.management.command import ExitCode, ProductCommand, crawl_named
from imagesearch.crawls.models import Crawl


class ActCommand(ProductCommand):
    """Calls one service on one crawl."""

    service: Callable[[Crawl], Crawl]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the crawl."""
        super().add_arguments(parser)
        parser.add_argument("crawl_id")

    def run(self, *, crawl_id: str, **_: Any) -> ExitCode:
        """The state may not allow it: that is a failure, with the reason."""
        crawl = type(self).service(crawl_named(crawl_id))
        document = {
            "id": crawl.id,
            "status": crawl.status,
            "reason": crawl.reason,
            "reason_sentence": crawl.reason_sentence,
        }
        self.give(document, f"{crawl.id} {crawl.status}: {crawl.reason_sentence}")
        return ExitCode.DONE

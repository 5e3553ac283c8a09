"""`manage.py search CRAWL_ID [TEXT]`: search the pictures of a crawl, in words or by example."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from imagesearch.core.errors import Rejected
from imagesearch.crawls.management.command import ExitCode, ProductCommand, crawl_named, worker_require
from imagesearch.jobs.names import Queue
from imagesearch.search.filters import filters_read
from imagesearch.search.management.reports import search_report
from imagesearch.search.requests import Example, SearchRequest
from imagesearch.search.services import search_ask


class Command(ProductCommand):
    """Asks the search worker, so a stack must be running."""

    help = "Search the pictures of a crawl, in words, by an example picture, or both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("crawl_id")
        parser.add_argument("text", nargs="?", default="", help="what the pictures show")
        parser.add_argument(
            "--image",
            action="append",
            default=[],
            metavar="PATH",
            help="a picture file, an address, or a picture's id; may be repeated",
        )
        parser.add_argument(
            "--unlike", action="append", default=[], metavar="PATH", help="the same, to be unlike; may be repeated"
        )
        parser.add_argument(
            "--not", default="", dest="unwanted", metavar="TEXT", help="what they must not show, by commas"
        )
        parser.add_argument("--format", action="append", default=[], metavar="F", help="JPEG, PNG, …; may be repeated")
        parser.add_argument("--limit", type=int, default=12, metavar="N", help="results shown, 1 to 200")

    def run(self, *, crawl_id: str, text: str, unwanted: str, limit: int, **options: Any) -> ExitCode:
        """The same document as `POST search/`."""
        if not 1 <= limit <= 200:
            raise Rejected(f"--limit must be 1 to 200, not {limit}.", code="limit_invalid")
        filters = filters_read({"format": options["format"]} if options["format"] else {})
        examples = tuple(_example(given) for given in options["image"])
        examples += tuple(replace(_example(given), weight=-1.0) for given in options["unlike"])
        crawl = crawl_named(crawl_id)
        things = tuple(part.strip() for part in unwanted.split(",") if part.strip())
        request = SearchRequest((crawl.id,), text, things, examples, filters, limit=limit)
        worker_require(Queue.SEARCH)
        answer = search_ask(crawl.owner, request)
        self.give(answer, search_report(answer))
        return ExitCode.DONE


def _example(given: str) -> Example:
    if given.isdecimal():
        return Example(image_id=int(given))
    if given.lower().startswith(("http://", "https://")):
        return Example(url=given)
    try:
        return Example(upload=Path(given).read_bytes())
    except OSError as error:
        raise Rejected(f"The picture {given} cannot be read: {error.strerror}.", code="image_unreadable") from None

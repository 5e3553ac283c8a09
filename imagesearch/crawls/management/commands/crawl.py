"""`manage.py crawl URL`: start a crawl, and wait for its end where that is asked for."""

import io
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from imagesearch import env
from imagesearch.accounts.owners import owner_ensure
from imagesearch.core.errors import Rejected
from imagesearch.core.stack import stack_read
from imagesearch.core.urls import start_url
from imagesearch.crawls.links import crawl_links
from imagesearch.crawls.management.command import ExitCode, ProductCommand, worker_require
from imagesearch.crawls.management.reports import crawl_report, list_report, progress_line
from imagesearch.crawls.management.waiting import crawl_wait
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.options import CrawlKind, CrawlOptions, Obey, Render, options_read
from imagesearch.crawls.services.lifecycle import crawl_start
from imagesearch.crawls.services.sources import crawl_start_list, list_size_check
from imagesearch.crawls.states import CrawlStatus
from imagesearch.jobs.names import Queue
from imagesearch.lists.formats import rows_read

OPTIONS = (
    "kind", "processes", "limit", "depth", "image_limit", "byte_limit", "minute_limit", "render", "include", "exclude",
    "obey", "fresh",
)  # fmt: skip
COMPLETE = {CrawlStatus.COMPLETE, CrawlStatus.COMPLETE_WITH_PROBLEMS}


class Command(ProductCommand):
    """Exit code 1 when the crawl ends without a single searchable picture, or is stopped."""

    help = "Crawl a website or a list of addresses, so that its pictures can be searched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("url", nargs="?", help="start page, http:// or https://")
        parser.add_argument(
            "--list", dest="list_path", metavar="FILE",
            help="instead of a start page: a list of addresses as text, CSV, JSON lines or Parquet; - reads stdin",
        )  # fmt: skip
        parser.add_argument(
            "--kind", choices=[CrawlKind.PAGES, CrawlKind.IMAGES],
            help="what the addresses of the list are; without it its columns decide",
        )  # fmt: skip
        parser.add_argument("--limit", type=int, help=f"pages visited at most (default {env.CRAWL_PAGES_MAX})")
        parser.add_argument(
            "--depth", type=int, help=f"links followed from the start page (default {env.CRAWL_DEPTH_MAX})"
        )
        parser.add_argument(
            "--processes", type=int, help=f"crawl processes that share the crawl (default {env.CRAWL_PROCESSES})"
        )
        parser.add_argument("--image-limit", type=int, help="pictures kept at most")
        parser.add_argument("--byte-limit", type=int, help="bytes received at most, about")
        parser.add_argument("--minute-limit", type=int, help="minutes of fetching at most")
        parser.add_argument("--render", choices=[str(value) for value in Render], help="read pages with a browser")
        parser.add_argument(
            "--include", action="append", metavar="GLOB", help="only pages whose address matches; repeatable"
        )
        parser.add_argument(
            "--exclude", action="append", metavar="GLOB", help="no pages whose address matches; repeatable"
        )
        parser.add_argument(
            "--obey", choices=[str(value) for value in Obey], help="robots tags that hold (default CRAWL_OBEY: all)"
        )
        parser.add_argument(
            "--fresh", action="store_true", default=None, help="fetch everything anew, whatever earlier crawls kept"
        )
        parser.add_argument(
            "--allow-start-host", action="store_true", help="the start page's host may be visited though not public"
        )
        parser.add_argument("--wait", action="store_true", help="wait until the crawl has ended")

    def run(self, *, url: str | None, list_path: str | None, wait: bool, **options: Any) -> ExitCode:
        """Refuse what cannot work before anything is written."""
        if (url is None) == (list_path is None):
            raise Rejected("Give the address of a start page, or a list with --list FILE.", code="invalid")
        given = {name: options[name] for name in OPTIONS if options[name] is not None}
        crawl_options = options_read(given)
        may_visit = options["allow_start_host"]
        crawl = self.start_list(list_path, crawl_options, may_visit_start_host=may_visit) if list_path else None
        crawl = crawl or self.start_site(url or "", crawl_options, may_visit_start_host=may_visit)
        return self.wait(crawl) if wait else self.leave(crawl)

    def start_site(self, url: str, options: CrawlOptions, *, may_visit_start_host: bool) -> Crawl:
        """A crawl that begins at one address."""
        start_url(url)
        worker_require(Queue.CRAWL)
        owner, _ = owner_ensure()
        return crawl_start(owner=owner, url=url, options=options, may_visit_start_host=may_visit_start_host)

    def start_list(self, path: str, options: CrawlOptions, *, may_visit_start_host: bool) -> Crawl:
        """A crawl of a list; what was refused is told at once."""
        with list_open(path) as file:
            worker_require(Queue.CRAWL)
            owner, _ = owner_ensure()
            rows = rows_read(file, path)
            crawl = crawl_start_list(
                owner=owner, rows=rows, options=options, name="" if path == "-" else Path(path).name,
                may_visit_start_host=may_visit_start_host,
            )  # fmt: skip
        self.tell(list_report(crawl.listing))
        return crawl

    def leave(self, crawl: Crawl) -> ExitCode:
        """Say what was started and where to look."""
        links = crawl_links(crawl.id)
        stack = stack_read(env.STATE_DIR)
        page = f"\nWatch it: {stack.web_url.rstrip('/')}{links['page']}" if stack else ""
        report = {"list": crawl.listing} if crawl.listing else {}
        self.give(
            {"id": crawl.id, "status": crawl.status, "links": links, **report},
            f"Crawl {crawl.id} of {crawl.host if report else crawl.url}{page}",
        )
        return ExitCode.DONE

    def wait(self, crawl: Crawl) -> ExitCode:
        """Wait; an interrupt leaves the crawl alone."""
        self.tell(f"Crawl {crawl.id} of {crawl.host if crawl.listing else crawl.url}")
        try:
            snapshot = crawl_wait(crawl, self.show)
        except KeyboardInterrupt:
            self.tell(f"\nThe crawl goes on. Look: manage.py status {crawl.id} · end it: manage.py cancel {crawl.id}")
            return ExitCode.INTERRUPTED
        self.end_line()
        self.give({**snapshot, "links": crawl_links(crawl.id)}, crawl_report(snapshot))
        is_useful = snapshot["counts"]["images_indexed"] > 0
        if snapshot["status"] in COMPLETE and is_useful:
            return ExitCode.DONE
        self.tell(f"{snapshot['status']} ({snapshot['reason']}): {snapshot['reason_sentence']}")
        return ExitCode.FAILED

    def show(self, snapshot: dict[str, Any]) -> None:
        """Rewrite the line on a terminal; write nothing where nobody looks."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{progress_line(snapshot)}", ending="")

    def end_line(self) -> None:
        """Leave the rewritten line."""
        if sys.stderr.isatty():
            self.stderr.write("")


@contextmanager
def list_open(path: str) -> Iterator[BinaryIO]:
    """The list, seekable.

    Raises:
        Rejected: there is no such file, or it is too large.
    """
    if path == "-":
        body = sys.stdin.buffer.read(env.CRAWL_LIST_MAX_BYTES + 1)
        list_size_check(len(body))
        yield io.BytesIO(body)
        return
    try:
        list_size_check(Path(path).stat().st_size)
        file = Path(path).open("rb")  # noqa: SIM115  closed below; what fails in its body is no fault of opening
    except OSError as error:
        raise Rejected(f"The list cannot be read: {error.strerror}: {path}", code="list_unreadable") from error
    with file:
        yield file

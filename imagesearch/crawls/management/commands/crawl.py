"""`manage.py crawl URL`: start a crawl, and wait for its end where that is asked for."""

import sys
from argparse import ArgumentParser
from typing import Any

from imagesearch import env
from imagesearch.accounts.owners import owner_ensure
from imagesearch.core.stack import stack_read
from imagesearch.core.urls import start_url
from imagesearch.crawls.links import crawl_links
from imagesearch.crawls.management.command import ExitCode, ProductCommand, worker_require
from imagesearch.crawls.management.reports import crawl_report, progress_line
from imagesearch.crawls.management.waiting import crawl_wait
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.options import Render, options_read
from imagesearch.crawls.services.lifecycle import crawl_start
from imagesearch.crawls.states import CrawlStatus
from imagesearch.jobs.names import Queue

COMPLETE = {CrawlStatus.COMPLETE, CrawlStatus.COMPLETE_WITH_PROBLEMS}


class Command(ProductCommand):
    """Exit code 1 when the crawl ends without a single searchable picture, or is stopped."""

    help = "Crawl a website, so that its pictures can be searched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("url", help="start page, http:// or https://")
        parser.add_argument("--limit", type=int, help=f"pages visited at most (default {env.CRAWL_PAGES_MAX})")
        parser.add_argument(
            "--depth", type=int, help=f"links followed from the start page (default {env.CRAWL_DEPTH_MAX})"
        )
        parser.add_argument("--render", choices=[str(value) for value in Render], help="read pages with a browser")
        parser.add_argument(
            "--include", action="append", metavar="GLOB", help="only pages whose address matches; repeatable"
        )
        parser.add_argument(
            "--exclude", action="append", metavar="GLOB", help="no pages whose address matches; repeatable"
        )
        parser.add_argument(
            "--allow-start-host", action="store_true", help="the start page's host may be visited though not public"
        )
        parser.add_argument("--wait", action="store_true", help="wait until the crawl has ended")

    def run(self, *, url: str, allow_start_host: bool, wait: bool, **options: Any) -> ExitCode:
        """Refuse what cannot work before anything is written."""
        names = ("limit", "depth", "render", "include", "exclude")
        given = {name: options[name] for name in names if options[name] is not None}
        crawl_options = options_read(given)
        start_url(url)
        worker_require(Queue.CRAWL)
        owner, _ = owner_ensure()
        crawl = crawl_start(owner=owner, url=url, options=crawl_options, may_visit_start_host=allow_start_host)
        return self.wait(crawl) if wait else self.leave(crawl)

    def leave(self, crawl: Crawl) -> ExitCode:
        """Say what was started and where to look."""
        links = crawl_links(crawl.id)
        stack = stack_read(env.STATE_DIR)
        page = f"\nWatch it: {stack.web_url.rstrip('/')}{links['page']}" if stack else ""
        self.give({"id": crawl.id, "status": crawl.status, "links": links}, f"Crawl {crawl.id} of {crawl.url}{page}")
        return ExitCode.DONE

    def wait(self, crawl: Crawl) -> ExitCode:
        """Wait; an interrupt leaves the crawl alone."""
        self.tell(f"Crawl {crawl.id} of {crawl.url}")
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

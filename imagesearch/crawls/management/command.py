"""Base of the commands that people and scripts call: exit codes, and one JSON document where that is asked for."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, OperationalError, connection

from imagesearch.core.errors import Conflict, ImageSearchError, NotFound, Rejected, Unavailable
from imagesearch.crawls.models import Crawl
from imagesearch.jobs.names import Queue
from imagesearch.jobs.queues import queues_drained

START_HINT: Final = "Start everything with: make up"


class ExitCode(IntEnum):
    """What the exit code of a command says."""

    DONE = 0
    FAILED = 1
    WRONG_ARGUMENTS = 2
    NOT_RUNNING = 3
    INTERRUPTED = 130


class ProductCommand(BaseCommand):
    """A command whose expected failures end it with a sentence on stderr and an exit code, never with a traceback."""

    requires_system_checks: list[str] = []
    is_json = False
    run: Callable[..., ExitCode]
    """What the command does with its options; expected failures are raised."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Every such command can answer in JSON."""
        parser.add_argument(
            "--json", action="store_true", dest="is_json", help="one JSON document on stdout, nothing else"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Run the command and turn what went wrong into an exit code."""
        self.is_json = options.pop("is_json")
        try:
            code = self._run_on_database(options)
        except ImageSearchError as error:
            code = exit_code_of(error)
            self.fail(error.sentence, error.reason_code)
        if code != ExitCode.DONE:
            sys.exit(code)

    def _run_on_database(self, options: dict[str, Any]) -> ExitCode:
        try:
            return self.run(**options)
        except DatabaseError as error:
            raise database_trouble(error) from error

    def give(self, document: dict[str, Any], sentence: str) -> None:
        """The answer: for a script or for a person."""
        self.stdout.write(json.dumps(document, cls=DjangoJSONEncoder, indent=1) if self.is_json else sentence)

    def tell(self, sentence: str) -> None:
        """Something on the way, for a person; stdout stays clean."""
        self.stderr.write(sentence, self.style.NOTICE)

    def fail(self, sentence: str, code: str) -> None:
        """Why it did not work."""
        self.stderr.write(sentence)
        if self.is_json:
            self.stdout.write(json.dumps({"error": {"code": code, "detail": sentence}}, indent=1))


def exit_code_of(error: ImageSearchError) -> ExitCode:
    """The exit code for an expected failure."""
    if isinstance(error, Unavailable):
        return ExitCode.NOT_RUNNING
    if isinstance(error, Conflict) or not isinstance(error, Rejected):
        return ExitCode.FAILED
    return ExitCode.WRONG_ARGUMENTS


def database_trouble(error: DatabaseError) -> Exception:
    """What a person can do about a failure of the database; the failure itself if that is nothing."""
    try:
        has_tables = "crawls_crawl" in connection.introspection.table_names()
    except OperationalError as refusal:
        reason = str(refusal).strip().partition("\n")[0]
        return Unavailable(f"The database does not answer: {reason}", code="database_unavailable")
    if has_tables:
        return error
    return Unavailable(f"The database has no tables yet. {START_HINT}", code="database_empty")


def crawl_named(crawl_id: str) -> Crawl:
    """A crawl of this installation, whoever owns it: who may run commands here may read the tables too.

    Raises:
        NotFound: there is none.
    """
    crawl = Crawl.objects.filter(pk=crawl_id).first()
    if crawl is None:
        raise NotFound(f"There is no crawl {crawl_id[:32]!r}.", code="crawl_not_found")
    return crawl


def worker_require(queue: Queue) -> None:
    """Make sure that somebody will take what is about to be sent.

    Raises:
        Unavailable: no broker or no worker; the sentence names the one command that helps.
    """
    try:
        is_drained = queues_drained()[queue] > 0
    except Unavailable as error:
        raise Unavailable(f"{error.sentence} {START_HINT}", code=error.reason_code) from error
    if not is_drained:
        raise Unavailable(f"No worker takes {queue} jobs. {START_HINT}", code="worker_unavailable")

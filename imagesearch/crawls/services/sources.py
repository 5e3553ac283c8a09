"""Starts crawls of lists: every usable row becomes a page or a picture, every other one is counted with its reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from imagesearch import env
from imagesearch.accounts.models import User
from imagesearch.core.urls import host_port, url_host, url_key
from imagesearch.crawls.found import FoundImage, NewPage
from imagesearch.crawls.guarding import guard_for
from imagesearch.crawls.models import Crawl, Page
from imagesearch.crawls.options import CrawlKind, CrawlOptions
from imagesearch.crawls.services.batches import rows_insert
from imagesearch.crawls.services.frontier import pages_add
from imagesearch.crawls.services.pictures import images_record
from imagesearch.crawls.states import PageStatus
from imagesearch.jobs.messages import CrawlRun
from imagesearch.jobs.sending import send
from imagesearch.lists.addresses import Listed, ListKind, Refusal, kind_guess, row_read
from imagesearch.lists.faults import FAULTS, ListRejected
from imagesearch.lists.rows import Row

ROUTE: Final = "list"
"""Of the sightings that come from a list."""
LIST_ADDRESS: Final = "list:"
"""The page of pictures whose rows name none."""
BATCH: Final = 500
GUESS_ROWS: Final = 50
FAULTS_KEPT: Final = 100
"""Refused rows that are kept one by one; all are counted."""
HOSTS_COUNTED: Final = 1000
NAME_MAX_CHARACTERS: Final = 120


@dataclass
class Intake:
    """What a list has given so far."""

    rows: int = 0
    rows_refused: int = 0
    duplicates: int = 0
    first_url: str = ""
    keys: set[bytes] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)

    def accept(self, listed: Listed) -> None:
        """Count an address."""
        key = url_key(listed.url)
        self.duplicates += key in self.keys
        self.keys.add(key)
        self.first_url = self.first_url or listed.url
        if len(self.hosts) < HOSTS_COUNTED:
            self.hosts.add(url_host(listed.url))

    def refuse(self, refusal: Refusal) -> None:
        """Count an address or a row that cannot be used, and keep the first ones to show."""
        self.reasons[refusal.reason] += 1
        if len(self.faults) < FAULTS_KEPT:
            sentence = FAULTS[refusal.reason]
            self.faults.append(
                {"line": refusal.line, "reason": refusal.reason, "sentence": sentence, "value": refusal.excerpt}
            )

    def report(self, name: str) -> dict[str, Any]:
        """What is kept with the crawl and shown."""
        return {
            "name": name,
            "rows": self.rows,
            "rows_accepted": self.rows - self.rows_refused,
            "rows_refused": self.rows_refused,
            "addresses": len(self.keys),
            "duplicates": self.duplicates,
            "reasons": dict(self.reasons),
            "faults": self.faults,
        }

    def name(self) -> str:
        """What to call a list that has no name."""
        others = len(self.hosts) - 1
        more = f" and {others:,}{'+' if others >= HOSTS_COUNTED - 1 else ''} more" if others else ""
        return f"{url_host(self.first_url)}{more}"


def crawl_start_list(
    *, owner: User, rows: Iterable[Row], options: CrawlOptions, name: str = "", may_visit_start_host: bool = False
) -> Crawl:
    """Write a crawl with all that its list names; its task leaves when the transaction commits.

    Args:
        owner: whose crawl it is.
        rows: the list, read row by row.
        options: validated options; kind `site` stands for whatever the list seems to be.
        name: what the list is called.
        may_visit_start_host: the first address' own host and port may be visited though not public; for operators only.

    Raises:
        Rejected: the list cannot be read, or none of its rows can be used; `fields` says why.
    """
    rows = iter(rows)
    first = list(islice(rows, GUESS_ROWS))
    if options.kind == CrawlKind.SITE:
        options = options.model_copy(update={"kind": CrawlKind(kind_guess(first))})
    with transaction.atomic():
        crawl = Crawl(owner=owner, reason="waiting", reason_sentence="Waiting for a crawl worker.")
        crawl.save()
        intake = _taken(crawl, _Reader(options, is_first_allowed=may_visit_start_host), chain(first, rows))
        _complete(crawl, intake, name)
        send(CrawlRun(crawl_id=crawl.id))
    return crawl


def list_size_check(size_bytes: int) -> None:
    """Refuse a file before it is read.

    Raises:
        ListRejected: it is larger than the limit.
    """
    if size_bytes > env.CRAWL_LIST_MAX_BYTES:
        limit_mb = env.CRAWL_LIST_MAX_BYTES / 1e6
        raise ListRejected(f"The file is larger than the limit of {limit_mb:g} MB.", code="list_too_large")


class _Reader:
    """Reads rows under the guard of one crawl."""

    def __init__(self, options: CrawlOptions, *, is_first_allowed: bool) -> None:
        self.options = options
        self._kind = ListKind(options.kind)
        self._is_first_allowed = is_first_allowed
        self._guard = guard_for(options)

    def read(self, row: Row) -> Iterator[Listed | Refusal]:
        """What a row gives."""
        return row_read(row, self._kind, self._judge)

    def _judge(self, url: str) -> None:
        """Names are looked up when they are fetched: here a list would choose whom we ask a million times."""
        if self._is_first_allowed:
            self._is_first_allowed = False
            self.options = self.options.model_copy(update={"allowed_host": host_port(url)})
            self._guard = guard_for(self.options)
        self._guard.check_url(url)


def _taken(crawl: Crawl, reader: _Reader, rows: Iterable[Row]) -> Intake:
    """Write what the rows give, batch by batch."""
    intake, batch = Intake(), list[Listed]()
    write = _PagesWriter(crawl) if reader.options.kind == CrawlKind.PAGES else _ImagesWriter(crawl)
    for row in rows:
        batch += _row_taken(intake, reader, row)
        if len(batch) >= BATCH:
            write(batch)
            batch = []
    write(batch)
    crawl.options = reader.options.model_dump(mode="json") | _limits(reader.options, intake)
    return intake


def _row_taken(intake: Intake, reader: _Reader, row: Row) -> list[Listed]:
    intake.rows += 1
    if max(intake.rows, len(intake.keys)) > env.CRAWL_LIST_ROWS_MAX:
        intake.rows_refused += 1
        intake.refuse(Refusal(row.line, "too_many_rows"))
        return []
    found = list(reader.read(row))
    listed = [address for address in found if isinstance(address, Listed)]
    intake.rows_refused += not listed
    for address in found:
        if isinstance(address, Refusal):
            intake.refuse(address)
        else:
            intake.accept(address)
    return listed


def _limits(options: CrawlOptions, intake: Intake) -> dict[str, int]:
    """Who brings a list wants all of it and nothing else, unless they say otherwise."""
    wanted = {"limit": max(options.limit, len(intake.keys)), "depth": 0}
    return {name: value for name, value in wanted.items() if name not in options.model_fields_set}


def _complete(crawl: Crawl, intake: Intake, name: str) -> None:
    """What is known of the crawl after the last row.

    Raises:
        ListRejected: there is nothing to crawl.
    """
    if not intake.keys:
        reasons = [f"{FAULTS[reason]} ({count:,})" for reason, count in intake.reasons.most_common()]
        sentence = "No row of the list has an address that can be fetched." if intake.rows else "The list is empty."
        code = "list_no_addresses" if intake.rows else "list_empty"
        raise ListRejected(" ".join([sentence, *reasons]), code=code, faults=intake.faults[:10])
    crawl.url = intake.first_url
    crawl.host = (name.strip() or intake.name())[:NAME_MAX_CHARACTERS]
    crawl.listing = intake.report(crawl.host)
    crawl.save()


class _PagesWriter:
    """Writes listed pages into the frontier."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl_id = crawl.id

    def __call__(self, batch: list[Listed]) -> None:
        pages_add(self._crawl_id, [NewPage(listed.url, 0) for listed in batch])


class _ImagesWriter:
    """Writes listed pictures, each seen on the page that its row names, or else on the list itself."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl_id = crawl.id
        self._ids: dict[bytes, int] = {}

    def __call__(self, batch: list[Listed]) -> None:
        pages = self._pages({listed.page_url or LIST_ADDRESS for listed in batch})
        sighted = [(pages[url_key(listed.page_url or LIST_ADDRESS)], _found(listed)) for listed in batch]
        images_record(self._crawl_id, sighted, self._ids)

    def _pages(self, urls: set[str]) -> dict[bytes, int]:
        now = timezone.now()
        same = {"crawl_id": self._crawl_id, "status": PageStatus.DONE, "reason": "listed", "finished_at": now}
        keys = {url_key(url): url for url in urls}
        rows_insert(Page, ({"url": url, "url_key": key, **same} for key, url in keys.items()))
        rows = Page.objects.filter(crawl_id=self._crawl_id, url_key__in=list(keys)).order_by()
        return {bytes(key): id_ for key, id_ in rows.values_list("url_key", "id")}


def _found(listed: Listed) -> FoundImage:
    return FoundImage(
        listed.url,
        ROUTE,
        alt=listed.alt,
        title=listed.title,
        caption=listed.caption,
        context=listed.context,
        has_alt=bool(listed.alt),
        position=listed.line,
    )

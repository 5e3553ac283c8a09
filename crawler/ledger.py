"""Between the loop and the tables: claims work and writes outcomes in batches, on one thread of its own."""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypedDict, TypeVar

from django.db import transaction

from crawler.exits import Exit
from crawler.memory import KeySet, KeyTable
from imagesearch.core.urls import url_key
from imagesearch.crawls.found import HostNews, ImageOutcome, NewPage, PageOutcome, Traffic
from imagesearch.crawls.selectors.frontier import Orders, crawl_orders, is_shared
from imagesearch.crawls.services.claims import claimant_name, claims_release, claims_renew, crawl_lock
from imagesearch.crawls.services.fetch_ends import fetch_end_tell
from imagesearch.crawls.services.frontier import (
    images_claim,
    pages_add,
    pages_add_linked,
    pages_claim,
    pages_finish,
    pages_texts_record,
    traffic_add,
)
from imagesearch.crawls.services.hosts import hosts_record
from imagesearch.crawls.services.pictures import images_finish, images_record
from imagesearch.crawls.states import ImageStatus

log = logging.getLogger(__name__)

T = TypeVar("T")

FLUSH_OUTCOMES: Final = 40
"""Outcomes in one transaction; more gain little, and a crash costs as many visits."""
FLUSH_FOUND: Final = 5000
"""Pictures found on pages, with all their words, that wait to be written."""
FLUSH_AFTER_SECONDS: Final = 0.25
CLAIM_SECONDS: Final = 120.0
"""Renewed every quarter of it: a process that hangs for longer has lost what it had in hand."""
PAGES_REMEMBERED: Final = 200_000
IMAGES_REMEMBERED: Final = 100_000
"""Keys kept to spare the database what it knows already."""


class ClaimTerms(TypedDict):
    """Who claims, for how long, and whether only what must be tried alone."""

    holder: str
    seconds: float
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A page or picture in hand."""

    id: int
    url: str
    is_page: bool
    depth: int = 0
    told_images: tuple[str, ...] = ()
    """Pictures that a sitemap names for the page."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Outcomes that are written together."""

    pages: list[PageOutcome]
    images: list[ImageOutcome]
    traffic: Traffic


class Ledger:
    """The work in hand of one crawl process."""

    def __init__(self, crawl_id: str, holder: str, number: int = 0, *, pages_known: int, pages_known_max: int) -> None:
        self.crawl_id = crawl_id
        self.holder = holder
        self.claimant = claimant_name(holder, number)
        self.is_closing = False
        self.others_at_work = False
        """Whether, when the last claim found nothing, another process had something in hand that may bring new work."""
        self.in_hand = 0
        self.pages_in_hand = 0
        self.outcomes = 0
        self.images_kept = 0
        self.bytes_received = 0
        """By this process, as far as it is on its way to the tables."""
        self.changed = asyncio.Event()
        self.traffic = Traffic()
        """Since the last write."""
        self._rows_left = pages_known_max - pages_known
        self._pages: list[PageOutcome] = []
        self._images: list[ImageOutcome] = []
        self._found = 0
        self._pages_seen = KeySet(PAGES_REMEMBERED)
        self._image_ids = KeyTable(IMAGES_REMEMBERED)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def claim(self, *, pages: int, images: int) -> list[Claim]:
        """Take work in hand; what was found so far is written before, so that it can be claimed."""
        found = self._take()
        return self._counted(await self._run(lambda: self._claim(found, pages, images)))

    def finish(self, outcome: PageOutcome | ImageOutcome) -> None:
        """Take an outcome; it is written with the next batch."""
        if isinstance(outcome, PageOutcome):
            self._pages.append(replace(outcome, links=self._unseen(outcome.links)))
            self._found += len(outcome.images)
            self.pages_in_hand -= 1
        else:
            self._images.append(outcome)
            self.images_kept += outcome.status == ImageStatus.FETCHED
        self.in_hand -= 1
        self.outcomes += 1
        self.changed.set()
        if len(self._pages) + len(self._images) >= FLUSH_OUTCOMES or self._found >= FLUSH_FOUND:
            self._flush_soon(0)
        elif self._timer is None:
            self._flush_soon(FLUSH_AFTER_SECONDS)

    def put_back(self) -> None:
        """A picture cannot be stored now; its claim is released with the others at the end."""
        self.in_hand -= 1
        self.changed.set()

    async def claim_alone(self) -> list[Claim]:
        """Take one thing in hand that was there in several crashes; nothing else should be meanwhile."""
        return self._counted(await self._run(lambda: self._take_up(1, 0, True) or self._take_up(0, 1, True)))

    async def orders(self) -> Orders:
        """Whether the crawl is still ours to fetch."""
        return await self._run(lambda: crawl_orders(self.crawl_id, self.holder))

    async def tell_end(self, reason: str) -> None:
        """Tell the crawl's other processes that nothing more is to be fetched."""
        await self._run(lambda: fetch_end_tell(self.crawl_id, holder=self.holder, reason=reason))

    async def renew(self) -> None:
        """Prolong the claims."""
        await self._run(lambda: claims_renew(self.crawl_id, holder=self.claimant, seconds=CLAIM_SECONDS))

    async def hosts_write(self, news: list[HostNews]) -> None:
        """Write what was learnt about hosts."""
        if news:
            await self._run(lambda: hosts_record(self.crawl_id, news))

    async def close(self) -> None:
        """Write what is left and give back what is still in hand; nothing is claimed any more."""
        self.is_closing = True
        await self._flush()
        await self._run(lambda: claims_release(self.crawl_id, holder=self.claimant))

    def _counted(self, claims: list[Claim]) -> list[Claim]:
        self.in_hand += len(claims)
        self.pages_in_hand += sum(claim.is_page for claim in claims)
        return claims

    def _unseen(self, links: tuple[NewPage, ...]) -> tuple[NewPage, ...]:
        fresh = [link for link in links if self._pages_seen.add(url_key(link.url))]
        kept = fresh[: max(self._rows_left, 0)]
        self._rows_left -= len(kept)
        return tuple(kept)

    def _flush_soon(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, lambda: self._tasks.add(loop.create_task(self._flush())))

    async def _flush(self) -> None:
        found = self._take()
        await self._run(lambda: self._write(found))

    def _take(self) -> Batch:
        """What is to be written; taken on the loop, where it is collected, so that nothing slips between two batches."""
        if self._timer:
            self._timer.cancel()
        taken = Batch(self._pages, self._images, self.traffic)
        self.bytes_received += taken.traffic.bytes_received
        self._pages, self._images, self._timer, self.traffic = [], [], None, Traffic()
        self._found = 0
        self._tasks = {task for task in self._tasks if not task.done()}
        return taken

    async def _run(self, work: Callable[[], T]) -> T:
        """Do something on the ledger's thread; if the database fails, the process ends, and the next one goes on."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except Exception:
            log.exception("ledger_failed", extra={"crawl_id": self.crawl_id})
            os._exit(Exit.CRASHED)

    def _claim(self, found: Batch, pages: int, images: int) -> list[Claim]:
        self._write(found)
        return self._take_up(pages, images, False)

    def _take_up(self, pages: int, images: int, is_alone: bool) -> list[Claim]:  # noqa: FBT001
        if self.is_closing:
            return []
        terms: ClaimTerms = {"holder": self.claimant, "seconds": CLAIM_SECONDS, "is_alone": is_alone}
        with transaction.atomic():  # pages first: they take the crawl's row
            claimed_pages = pages_claim(self.crawl_id, count=pages, **terms) if pages > 0 else []
            claimed_images = images_claim(self.crawl_id, count=images, **terms) if images > 0 else []
            if not is_alone and not claimed_pages and not claimed_images:
                # Under the row: asked a moment earlier or later, what another claims or finishes in between would be missed.
                self.others_at_work = is_shared(self.crawl_id, self.claimant, may_visit=False)
        return [
            *(Claim(image.id, image.url, is_page=False) for image in claimed_images),
            *(
                Claim(page.id, page.url, is_page=True, depth=page.depth, told_images=tuple(page.told_images.split()))
                for page in claimed_pages
            ),
        ]

    def _write(self, found: Batch) -> None:
        """One transaction: a page is done together with all that it gave, or not at all."""
        if not found.pages and not found.images and found.traffic == Traffic():
            return
        with transaction.atomic():
            pages_texts_record(found.pages)  # of pages that nobody else has: no need to keep others waiting
            crawl_lock(self.crawl_id, visits_returned=sum(not page.is_visit for page in found.pages))
            traffic_add(self.crawl_id, found.traffic)
            pages_add(self.crawl_id, [link for page in found.pages for link in page.links])
            sighted = [(page.page_id, image) for page in found.pages for image in page.images]
            images_record(self.crawl_id, sighted, self._image_ids)
            pages_finish(found.pages, holder=self.claimant)
            images_finish(found.images, holder=self.claimant)
            pages_add_linked(self.crawl_id, [image.image_id for image in found.images if image.is_page])

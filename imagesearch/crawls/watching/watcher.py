"""The loop that brings one crawl from queued to its end; whoever holds the lease runs it, and anybody can take over."""

import logging
import threading
import time
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from imagesearch import env
from imagesearch.core.errors import Unavailable
from imagesearch.crawls.models import Crawl, Image
from imagesearch.crawls.selectors.counts import frontier_is_open, outcomes_count
from imagesearch.crawls.services.dispatch import crawl_dispatch, dispatch_forget
from imagesearch.crawls.services.leases import crawl_lease_release, crawl_lease_renew, crawl_lease_take
from imagesearch.crawls.services.remainders import crawl_remainder_skip, frontier_close
from imagesearch.crawls.services.transitions import crawl_move
from imagesearch.crawls.services.turns import turns_are_taken
from imagesearch.crawls.services.upkeep import crawls_reap
from imagesearch.crawls.states import IMAGE_ENDED, CrawlStatus
from imagesearch.crawls.watching.endings import FAILED_START, crawl_ending
from imagesearch.crawls.watching.process import CrawlProcesses
from imagesearch.crawls.watching.progress import ProgressPublisher
from imagesearch.jobs.queues import broker_epoch

log = logging.getLogger(__name__)

TICK_SECONDS: Final = 0.25
"""Also the least time between two progress events."""
TICK_SHARE_MAX: Final = 0.1
"""A tick over a huge crawl takes longer; it may take this share of the time at most."""
PAUSE_MAX_SECONDS: Final = env.CRAWL_LEASE_SECONDS / 6
"""However slow a tick was: a watcher that sleeps longer than its lease is taken for dead."""
CRASHES_MAX: Final = 6
"""Abnormal ends of crawl processes in a row before the crawl is given up; what kills its process is found out before."""
ENDING_PATIENCE_SECONDS: Final = 60.0
"""Time for requests in flight after the note that fetching has ended."""
DATABASE_ERRORS: Final = (OperationalError, InterfaceError)
"""What a lost connection raises: the next tick has a new one."""


class CrawlWatcher:
    """Runs one crawl: its process, its dispatch and its progress, tick by tick."""

    def __init__(self, crawl_id: str, holder: str, stopping: threading.Event) -> None:
        self.crawl_id = crawl_id
        self.holder = holder
        self.stopping = stopping
        self.processes = CrawlProcesses(crawl_id, holder)
        self.progress = ProgressPublisher(crawl_id)
        self.epoch = ""
        self.outcomes_at_crash = -1
        self.ending_since = 0.0
        self.ticked = time.monotonic()

    def run(self) -> None:
        """Watch until the crawl has ended, is paused, or this worker stops; does nothing if another has the lease.

        A crawl that is resumed while its process was still being stopped is taken up again at once. Then it is the turn of
        what waited for this one.
        """
        has_watched = False
        while not self.stopping.is_set() and crawl_lease_take(self.crawl_id, self.holder):
            self._watch()
            has_watched = True
        if has_watched and turns_are_taken() and not self.stopping.is_set():
            self._pass_turn()

    def _pass_turn(self) -> None:
        try:
            crawls_reap()
        except (Unavailable, *DATABASE_ERRORS):
            log.warning("turn_not_passed", extra={"crawl_id": self.crawl_id}, exc_info=True)  # upkeep does, later

    def _watch(self) -> None:
        dispatch_forget(self.crawl_id)
        self.ticked = time.monotonic()
        try:
            while not self.stopping.is_set():
                began = time.monotonic()
                close_old_connections()
                if not self._tick_safely():
                    return
                spent = time.monotonic() - began
                self.stopping.wait(_pause_seconds(spent))
        finally:
            self.processes.stop()
            close_old_connections()
            crawl_lease_release(self.crawl_id, self.holder)

    def _tick_safely(self) -> bool:
        """One round, for as long as the lease may be ours; the database may be away for a moment."""
        try:
            is_going_on = self._tick()
        except DATABASE_ERRORS:
            if time.monotonic() - self.ticked > env.CRAWL_LEASE_SECONDS:
                raise
            log.warning("database_away", extra={"crawl_id": self.crawl_id}, exc_info=True)
            return True
        self.ticked = time.monotonic()
        return is_going_on

    def _tick(self) -> bool:
        """One round; False when there is nothing more to watch."""
        crawl = crawl_lease_renew(self.crawl_id, self.holder)
        if crawl is None:
            return False
        if crawl.status == CrawlStatus.QUEUED:
            started_at = crawl.started_at or timezone.now()
            crawl_move(self.crawl_id, CrawlStatus.RUNNING, "crawling", started_at=started_at)
        elif crawl.status == CrawlStatus.RUNNING:
            self._processes_look_after(crawl)
            self._dispatch(is_fetching=True)
        elif crawl.status == CrawlStatus.FINISHING:
            self._dispatch(is_fetching=False)
            self._end_if_done(crawl)
        else:
            self._wind_up(crawl)
            return False
        self.progress.publish_changes(crawl)
        return True

    def _processes_look_after(self, crawl: Crawl) -> None:
        may_start = not crawl.fetch_ended_reason
        for code in self.processes.look_after(crawl.options.get("processes", 1), may_start=may_start):
            self._crashed(crawl, code)
        if may_start and not self.processes.have_ended:
            return
        self.ending_since = self.ending_since or time.monotonic()
        if self.processes.are_running and time.monotonic() - self.ending_since < ENDING_PATIENCE_SECONDS:
            return
        self.processes.stop()
        self.ending_since = 0.0
        crawl.refresh_from_db()
        if crawl.fetch_ended_reason or not frontier_is_open(self.crawl_id):
            self._fetching_ended(crawl)
        else:
            self.processes.start_again()

    def _fetching_ended(self, crawl: Crawl) -> None:
        if crawl.fetch_ended_reason == "storage_full":
            crawl_move(self.crawl_id, CrawlStatus.PAUSED, "storage_full")
        elif crawl.fetch_ended_reason in FAILED_START:
            self._end(crawl)
        else:
            frontier_close(self.crawl_id, crawl.fetch_ended_reason)
            crawl_move(self.crawl_id, CrawlStatus.FINISHING, "embedding")

    def _crashed(self, crawl: Crawl, code: int) -> None:
        """It is started again with the next tick, unless it dies again and again without getting on."""
        outcomes = outcomes_count(self.crawl_id)
        crashes = 1 if outcomes > self.outcomes_at_crash >= 0 else crawl.crashes + 1
        self.outcomes_at_crash = outcomes
        log.error("crawl_process_crashed", extra={"crawl_id": self.crawl_id, "exit_code": code, "crashes": crashes})
        Crawl.objects.filter(pk=self.crawl_id).update(crashes=crashes)
        crawl.crashes = crashes
        if crashes > CRASHES_MAX and crawl_move(self.crawl_id, CrawlStatus.FAILED, "crawler_crashed"):
            crawl_remainder_skip(self.crawl_id, "crashed")

    def _dispatch(self, *, is_fetching: bool) -> None:
        try:
            epoch = broker_epoch()
            if self.epoch and epoch != self.epoch:
                log.warning("broker_was_emptied", extra={"crawl_id": self.crawl_id})
                dispatch_forget(self.crawl_id)
            self.epoch = epoch
            crawl_dispatch(self.crawl_id, is_fetching=is_fetching)
        except Unavailable as error:
            log.warning("dispatch_waits", extra={"crawl_id": self.crawl_id, "reason": error.sentence})

    def _end_if_done(self, crawl: Crawl) -> None:
        images = Image.objects.filter(crawl_id=self.crawl_id)
        is_open = images.exclude(status__in=IMAGE_ENDED).exists() or images.filter(is_words_stale=True).exists()
        if not is_open:
            self._end(crawl)

    def _end(self, crawl: Crawl) -> None:
        status, reason, sentence = crawl_ending(crawl)
        crawl_move(self.crawl_id, status, reason, sentence=sentence, eta_seconds=None)
        if status == CrawlStatus.FAILED:
            crawl_remainder_skip(self.crawl_id, "cancelled")

    def _wind_up(self, crawl: Crawl) -> None:
        """The crawl is paused or has ended: stop its process, and after a cancel sweep up what came in late."""
        self.processes.stop()
        if crawl.status == CrawlStatus.CANCELLED:
            crawl_remainder_skip(self.crawl_id, "cancelled")
        self.progress.publish_end(crawl)


def _pause_seconds(spent_seconds: float) -> float:
    """How long to sleep after a tick that took so long."""
    wished = max(TICK_SECONDS - spent_seconds, spent_seconds / TICK_SHARE_MAX - spent_seconds, 0.05)
    return min(wished, PAUSE_MAX_SECONDS)

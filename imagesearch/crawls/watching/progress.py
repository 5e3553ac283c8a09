"""Publishes a crawl's progress: absolute counts, rates, the expected end, its problems, and pictures for the wall."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.counts import crawl_counts, crawl_problems
from imagesearch.crawls.selectors.hosts import hosts_shown
from imagesearch.crawls.selectors.images import images_latest, wall_images
from imagesearch.crawls.services.transitions import crawl_seq_next
from imagesearch.crawls.states import CRAWL_ACTIVE
from imagesearch.events.models import Counts, CrawlHosts, CrawlProblem, CrawlProgress, HostSeen, ImagesIndexed, Problem
from imagesearch.events.publishing import publish

RATE_HALF_LIFE_SECONDS: Final = 10.0
"""How fast an old rate is forgotten."""
ETA_AFTER_SECONDS: Final = 3.0
"""Before that a rate is a guess."""
WALL_IMAGES: Final = 12
"""Pictures in one event for the live wall."""
PROBLEMS_EVERY_SECONDS: Final = 1.0


@dataclass
class Rate:
    """Events per second, smoothed."""

    per_second: float = 0.0
    total: int = 0

    def update(self, total: int, elapsed_seconds: float) -> None:
        """Take a new total in."""
        if elapsed_seconds <= 0:
            return
        weight = 1 - 0.5 ** (elapsed_seconds / RATE_HALF_LIFE_SECONDS)
        self.per_second += weight * ((total - self.total) / elapsed_seconds - self.per_second)
        self.total = total


@dataclass
class ProgressPublisher:
    """Remembers what was published last, and publishes only what changed."""

    crawl_id: str
    counts: Counts | None = None
    pages: Rate = field(default_factory=Rate)
    images: Rate = field(default_factory=Rate)
    problems: tuple[Problem, ...] = ()
    hosts: tuple[HostSeen, ...] = ()
    wall_since: datetime | None = None
    started: float = field(default_factory=time.monotonic)
    updated: float = field(default_factory=time.monotonic)
    problems_updated: float = 0.0

    def publish_changes(self, crawl: Crawl) -> Counts:
        """Publish what has changed since the last call; returns the counts as they are now."""
        counts = crawl_counts(self.crawl_id)
        now = time.monotonic()
        first = self.counts is None
        self._rates_update(counts, now - self.updated, first=first)
        self.updated = now
        if counts != self.counts:
            self.counts = counts
            self._publish_progress(crawl, counts)
            self._publish_wall()
        if now - self.problems_updated > PROBLEMS_EVERY_SECONDS:
            self.problems_updated = now
            self._publish_problems()
            self._publish_hosts()
        return counts

    def publish_end(self, crawl: Crawl) -> None:
        """Publish the last state, whatever was published before."""
        self.counts, self.problems_updated = None, 0.0
        self.publish_changes(crawl)

    def eta_seconds(self, crawl: Crawl, counts: Counts) -> float | None:
        """Expected time to the end; None while that would be a guess."""
        if time.monotonic() - self.started < ETA_AFTER_SECONDS:
            return None
        pages_ended = counts.pages_done + counts.pages_failed + counts.pages_skipped
        pages_left = max(min(counts.pages_found, crawl.options.get("limit", counts.pages_found)) - pages_ended, 0)
        images_ended = counts.images_indexed + counts.images_failed + counts.images_skipped
        parts = [(pages_left, self.pages.per_second), (counts.images_found - images_ended, self.images.per_second)]
        if any(left and rate < 1e-3 for left, rate in parts):
            return None
        return round(max((left / rate if left else 0.0) for left, rate in parts), 1)

    def _rates_update(self, counts: Counts, elapsed_seconds: float, *, first: bool) -> None:
        pages = counts.pages_done + counts.pages_failed
        images = counts.images_indexed + counts.images_failed + counts.images_skipped
        if first:  # what an earlier watcher did is no rate of ours
            self.pages.total, self.images.total = pages, images
        self.pages.update(pages, elapsed_seconds)
        self.images.update(images, elapsed_seconds)

    def _publish_progress(self, crawl: Crawl, counts: Counts) -> None:
        # The status under that very number: a pause may have come in since the crawl was read.
        with transaction.atomic():
            status = Crawl.objects.select_for_update().filter(pk=self.crawl_id).values_list("status", flat=True).first()
            eta_seconds = self.eta_seconds(crawl, counts) if status in CRAWL_ACTIVE else None
            seq = crawl_seq_next(self.crawl_id, eta_seconds=eta_seconds)
        rates = {"pages_per_second": self.pages.per_second, "images_per_second": self.images.per_second}
        rounded = {name: round(rate, 2) for name, rate in rates.items()}
        publish(
            CrawlProgress(
                crawl_id=self.crawl_id,
                seq=seq,
                status=status or crawl.status,
                counts=counts,
                eta_seconds=eta_seconds,
                **rounded,
            )
        )

    def _publish_wall(self) -> None:
        images = images_latest(self.crawl_id, since=self.wall_since, count=WALL_IMAGES)
        if not images:
            return
        self.wall_since = images[0].indexed_at
        publish(ImagesIndexed(crawl_id=self.crawl_id, seq=crawl_seq_next(self.crawl_id), images=wall_images(images)))

    def _publish_problems(self) -> None:
        problems = crawl_problems(self.crawl_id)
        if problems != self.problems:
            self.problems = problems
            publish(CrawlProblem(crawl_id=self.crawl_id, seq=crawl_seq_next(self.crawl_id), problems=problems))

    def _publish_hosts(self) -> None:
        hosts = hosts_shown(self.crawl_id)
        if hosts != self.hosts:
            self.hosts = hosts
            publish(CrawlHosts(crawl_id=self.crawl_id, seq=crawl_seq_next(self.crawl_id), hosts=hosts))

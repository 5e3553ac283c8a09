"""The equation of a live system: the state before, and the events, give the state after; for everything that publishes."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from imagesearch.crawls.found import HostNews, HostRequests
from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.crawls.services import transitions
from imagesearch.crawls.services.hosts import hosts_record
from imagesearch.crawls.services.lifecycle import crawl_cancel, crawl_pause, crawl_resume, crawl_retry_failed
from imagesearch.crawls.states import CrawlStatus
from imagesearch.crawls.watching import progress
from imagesearch.crawls.watching.progress import ProgressPublisher
from imagesearch.events.models import CrawlEvent
from imagesearch.live.snapshots import snapshot_message
from tests.factories import crawl_make, image_make, page_make
from tests.unit.live.reducing import reduce

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = ("seq", "status", "reason", "reason_sentence", "counts", "problems", "hosts", "eta_seconds")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Everything published, as it goes over the wire."""
    heard: list[dict[str, Any]] = []

    def record(event: CrawlEvent) -> None:
        heard.append(event.model_dump(mode="json"))

    for module in (transitions, progress):
        monkeypatch.setattr(module, "publish", record)
    return heard


def state(crawl: Crawl) -> dict[str, Any]:
    message = snapshot_message(Crawl.objects.get(pk=crawl.pk))
    return {name: message["crawl"][name] for name in KEPT}


def pages_get_on(crawl: Crawl) -> None:
    page_make(crawl, "/new/")
    Page.objects.filter(crawl=crawl, url__endswith="/b/").update(status="failed", reason="timeout")


def images_get_on(crawl: Crawl) -> None:
    image_make(crawl, "new.jpg", status="skipped", reason="too_small")
    Image.objects.filter(crawl=crawl, status="fetched").update(status="embedded")


def hosts_get_on(crawl: Crawl) -> None:
    pause = HostNews("site.test", rule="partly", held_until=timezone.now(), requests=HostRequests(sent=3, throttled=1))
    hosts_record(crawl.id, [pause, HostNews("cdn.test", refusal="timeout", requests=HostRequests(sent=9))])


def publish_progress(crawl: Crawl) -> None:
    ProgressPublisher(crawl.id).publish_end(Crawl.objects.get(pk=crawl.pk))


def publish_stale_progress(crawl: Crawl) -> None:
    """As a watcher that read the crawl before somebody paused it."""
    crawl.status = CrawlStatus.RUNNING
    ProgressPublisher(crawl.id).publish_changes(crawl)


def ends(crawl: Crawl) -> None:
    transitions.crawl_move(crawl.id, CrawlStatus.FINISHING, "embedding")
    transitions.crawl_move(crawl.id, CrawlStatus.COMPLETE, "finished", eta_seconds=None)


STEPS: dict[str, list[Callable[[Crawl], object]]] = {
    "pause": [crawl_pause, publish_progress],
    "pause and resume": [crawl_pause, crawl_resume, publish_progress],
    "pause behind the watcher's back": [crawl_pause, publish_stale_progress],
    "cancel": [crawl_cancel, publish_progress],
    "pages": [pages_get_on, publish_progress],
    "hosts": [hosts_get_on, publish_progress],
    "pictures": [images_get_on, publish_progress],
    "end": [pages_get_on, images_get_on, publish_progress, ends],
    "retry": [pages_get_on, ends, crawl_retry_failed, publish_progress],
}


@pytest.fixture
def crawl() -> Crawl:
    crawl = crawl_make(status="running", reason="crawling", seq=5)
    page_make(crawl, status="done")
    page_make(crawl, "/b/")
    image_make(crawl, status="fetched")
    return crawl


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_replay_gives_the_state_after(
    crawl: Crawl, events: list[dict[str, Any]], steps: list[Callable[[Crawl], object]]
):
    before = state(crawl)
    for step in steps:
        step(crawl)
    assert events
    assert replayed(before, events) == state(crawl)


def test_replay_repeated_and_late_events_change_nothing(crawl: Crawl, events: list[dict[str, Any]]):
    before = state(crawl)
    for step in STEPS["end"]:
        step(crawl)
    assert replayed(before, list(stuttered(events))) == state(crawl)


def test_replay_snapshot_taken_anywhere_fits_the_rest(crawl: Crawl, events: list[dict[str, Any]]):
    snapshots = [state(crawl)]
    for step in STEPS["end"]:
        step(crawl)
        snapshots.append(state(crawl))
    assert [replayed(snapshot, events) == snapshots[-1] for snapshot in snapshots if snapshot["seq"] > 5] != []
    assert all(replayed(snapshot, events) == snapshots[-1] for snapshot in snapshots)


def replayed(before: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    for event in events:
        before = reduce(before, event)
    return before


def stuttered(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every event twice, and each once more after its successor."""
    for earlier, later in itertools.pairwise(events):
        yield from (earlier, earlier, later, earlier)

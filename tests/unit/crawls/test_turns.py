"""Where several people share an installation, the crawls of one leave room for those of the others."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from imagesearch import env
from imagesearch.core.errors import Unavailable
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.leases import crawl_lease_release, crawl_lease_take, crawls_forsaken
from imagesearch.crawls.watching import watcher
from tests.factories import crawl_make, user_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_each(settings, monkeypatch):
    settings.IS_LOCAL_OWNER_TRUSTED = False
    monkeypatch.setattr(env, "CRAWLS_AT_ONCE_PER_PERSON", 2)


def crawls_of(name: str, count: int) -> list[str]:
    """One after the other, and long enough ago that their messages are missed."""
    ids = [crawl_make(owner=user_make(name), status="queued").id for _ in range(count)]
    for number, crawl_id in enumerate(ids):
        made_at = timezone.now() - timedelta(minutes=2, seconds=-number)
        Crawl.objects.filter(pk=crawl_id).update(created_at=made_at)
    return ids


def test_third_crawl_of_one_person_waits_and_says_why():
    first, second, third = crawls_of("ada", 3)
    assert [crawl_lease_take(one, "worker") for one in (first, second, third)] == [True, True, False]
    crawl = Crawl.objects.get(pk=third)
    assert (crawl.status, crawl.reason, crawl.seq) == ("queued", "waiting_for_turn", 1)
    assert crawl.reason_sentence == "Waiting until one of your other crawls has ended."
    assert not crawl_lease_take(third, "worker")
    crawl.refresh_from_db()
    assert crawl.seq == 1, "it is told once"


def test_other_people_are_not_kept_waiting():
    for one in crawls_of("ada", 5):
        crawl_lease_take(one, "worker")
    assert crawl_lease_take(crawls_of("bob", 1)[0], "worker")


def test_crawl_under_way_is_kept_by_its_holder():
    first, second = crawls_of("ada", 2)
    assert crawl_lease_take(first, "worker")
    assert crawl_lease_take(second, "worker")
    assert crawl_lease_take(first, "worker")


def test_next_one_goes_when_one_ends():
    first, second, third = crawls_of("ada", 3)
    crawl_lease_take(first, "worker")
    crawl_lease_take(second, "worker")
    Crawl.objects.filter(pk=first).update(status="complete")
    crawl_lease_release(first, "worker")
    assert crawls_forsaken() == [third]
    assert crawl_lease_take(third, "worker")


def test_nobody_is_handed_more_than_there_is_room_for():
    hers, his = crawls_of("ada", 4), crawls_of("bob", 1)
    assert set(crawls_forsaken()) == {*hers[:2], *his}
    crawl_lease_take(hers[0], "worker")
    assert set(crawls_forsaken()) == {hers[1], *his}


def test_one_person_alone_has_all_room(settings):
    settings.IS_LOCAL_OWNER_TRUSTED = True
    ids = crawls_of("ada", 4)
    assert crawls_forsaken() == ids
    assert all(crawl_lease_take(one, "worker") for one in ids)


@pytest.mark.parametrize("error", [None, Unavailable("The message broker (Redis) does not answer.")])
def test_watcher_that_is_done_passes_the_turn_on(monkeypatch, error):
    passed = []

    def reap() -> None:
        passed.append(True)
        if error:
            raise error

    monkeypatch.setattr(watcher, "crawls_reap", reap)
    crawl_id, refused = crawls_of("ada", 1)[0], crawl_make(status="complete").id

    def watch(self: watcher.CrawlWatcher) -> None:
        Crawl.objects.filter(pk=self.crawl_id).update(status="complete")

    monkeypatch.setattr(watcher.CrawlWatcher, "_watch", watch)
    watcher.CrawlWatcher(refused, "worker", threading.Event()).run()
    assert not passed
    watcher.CrawlWatcher(crawl_id, "worker", threading.Event()).run()
    assert passed

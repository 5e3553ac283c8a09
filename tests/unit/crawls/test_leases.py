"""The lease on a crawl: one holder at a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.leases import (
    crawl_lease_release,
    crawl_lease_renew,
    crawl_lease_take,
    crawls_forsaken,
)
from tests.factories import crawl_make

pytestmark = pytest.mark.django_db


def test_lease_held_by_one_is_refused_to_another():
    crawl = crawl_make(status="running")
    assert crawl_lease_take(crawl.id, "one")
    assert not crawl_lease_take(crawl.id, "two")
    assert crawl_lease_renew(crawl.id, "two") is None


def test_lease_that_lapsed_goes_to_the_next():
    crawl = crawl_make(status="running")
    crawl_lease_take(crawl.id, "one")
    Crawl.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert crawls_forsaken() == [crawl.id]
    assert crawl_lease_take(crawl.id, "two")
    assert crawl_lease_renew(crawl.id, "one") is None
    assert crawls_forsaken() == []


def test_lease_of_an_ended_crawl_cannot_be_taken():
    assert not crawl_lease_take(crawl_make(status="complete").id, "one")


def test_lease_released_frees_the_crawl_at_once():
    crawl = crawl_make(status="running")
    crawl_lease_take(crawl.id, "one")
    crawl_lease_release(crawl.id, "one")
    assert crawl_lease_take(crawl.id, "two")


def test_crawls_forsaken_gives_a_new_crawl_time_for_its_message():
    crawl = crawl_make(status="queued")
    assert crawls_forsaken() == []
    Crawl.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert crawls_forsaken() == [crawl.id]

"""What crawl processes tell of hosts, as it is kept and shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from imagesearch.crawls.found import HostNews, HostRequests
from imagesearch.crawls.models import CrawlHost
from imagesearch.crawls.selectors.frontier import frontier_start
from imagesearch.crawls.selectors.hosts import SHOWN_MAX, hosts_shown
from imagesearch.crawls.services.hosts import hosts_record
from tests.factories import crawl_make

pytestmark = pytest.mark.django_db


def test_hosts_counts_of_all_processes_are_added_up():
    crawl = crawl_make()
    for _ in range(2):  # two processes of one crawl
        requests = HostRequests(sent=4, forbidden=1, throttled=2, busy=3, left_out=5)
        hosts_record(crawl.id, [HostNews("a.test", requests=requests)])
    row = CrawlHost.objects.get(crawl=crawl)
    assert (row.requests, row.forbidden, row.throttled, row.busy, row.left_out) == (8, 2, 4, 6, 10)


def test_hosts_news_replace_what_was_known_but_not_the_rule_by_none():
    crawl = crawl_make()
    held_until = timezone.now() + timedelta(hours=1)
    hosts_record(crawl.id, [HostNews("a.test", rule="partly", robots_status=200, crawl_delay_seconds=3.0)])
    hosts_record(crawl.id, [HostNews("a.test", delay_seconds=2.5, held_until=held_until, refusal="blocked")])
    row = CrawlHost.objects.get(crawl=crawl)
    assert (row.rule, row.robots_status, row.crawl_delay_seconds) == ("partly", 200, 3.0)
    assert (row.delay_seconds, row.held_until, row.refusal) == (2.5, held_until, "blocked")


def test_hosts_with_endless_names_fit_their_column():
    crawl = crawl_make()
    hosts_record(crawl.id, [HostNews("a" * 4000 + ".test")])
    assert len(CrawlHost.objects.get(crawl=crawl).host) == 255


def test_hosts_whose_pause_lasts_are_known_to_the_next_process():
    crawl = crawl_make()
    now = timezone.now()
    news = [HostNews("held.test", held_until=now + timedelta(minutes=1)), HostNews("over.test", held_until=now)]
    hosts_record(crawl.id, news)
    assert [host.host for host in frontier_start(crawl.id).hosts_known] == ["held.test"]


def test_hosts_shown_are_those_that_were_asked_most():
    crawl = crawl_make()
    hosts_record(crawl.id, [HostNews(f"{n}.test", requests=HostRequests(sent=n)) for n in range(SHOWN_MAX + 5)])
    shown = hosts_shown(crawl.id)
    assert len(shown) == SHOWN_MAX
    assert shown[0].host == f"{SHOWN_MAX + 4}.test"

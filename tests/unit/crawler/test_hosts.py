"""What is learnt about hosts."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from crawler.hosts import (
    FAILURES_IN_A_ROW_MAX,
    HOSTS_RECORDED_MAX,
    NEVER_ANSWERED_MAX,
    PAUSE_MAX_SECONDS,
    PUSH_BACKS_IN_A_ROW_MAX,
    REFUSALS_IN_A_ROW_MAX,
    SITEMAPS_MAX,
    STATES_MAX,
    Hosts,
)
from crawler.limits import Limits
from imagesearch.crawls.found import HostNews, HostRequests


@pytest.fixture
def hosts() -> Hosts:
    return Hosts(Limits(()))


def answer(hosts: Hosts, status: int = 200, *, host: str = "a", sent_at: float | None = None) -> None:
    hosts.answered(host, status, sent_at=time.monotonic() if sent_at is None else sent_at, latency_seconds=0.01)


def test_host_that_never_answers_is_given_up_soon(hosts: Hosts):
    for _ in range(NEVER_ANSWERED_MAX):
        assert hosts.refusal("a") == ""
        hosts.failed("a", "timeout")
    assert hosts.refusal("a") == "timeout"
    assert hosts.refusal("b") == ""


def test_host_that_answered_has_more_patience(hosts: Hosts):
    answer(hosts)
    for _ in range(FAILURES_IN_A_ROW_MAX - 1):
        hosts.failed("a", "timeout")
    assert hosts.refusal("a") == ""
    answer(hosts)
    hosts.failed("a", "timeout")
    assert hosts.refusal("a") == ""


def test_host_unknown_is_given_up_at_once(hosts: Hosts):
    hosts.failed("a", "host_unknown")
    assert hosts.refusal("a") == "host_unknown"


def test_host_held_is_held_for_its_time_and_the_longer_wish_counts(hosts: Hosts):
    hosts.hold("a", 60)
    hosts.hold("a", 1)
    hosts.hold("b", 0)
    assert 50 < hosts.held_seconds("a") <= 60
    assert [hosts.held_seconds(host) for host in "bc"] == [0, 0]


def test_host_blocked_is_refused_and_says_until_when(hosts: Hosts):
    hosts.block("a", 86400)
    assert hosts.refusal("a") == "blocked"
    (news,) = hosts.news()
    assert news.held_until is not None
    assert news.held_until > timezone.now() + timedelta(hours=23)


def test_host_that_refuses_everything_is_left_alone(hosts: Hosts):
    for _ in range(REFUSALS_IN_A_ROW_MAX - 1):
        answer(hosts, 403)
    answer(hosts, 404)
    for _ in range(REFUSALS_IN_A_ROW_MAX - 1):
        answer(hosts, 401)
    assert hosts.refusal("a") == ""
    answer(hosts, 403)
    assert hosts.refusal("a") == "blocked"


def test_host_that_pushes_back_again_and_again_is_left_alone(hosts: Hosts):
    pauses = []
    for _ in range(PUSH_BACKS_IN_A_ROW_MAX):
        answer(hosts, 429)
        pauses.append(hosts.pause_seconds("a"))
        assert hosts.refusal("a") == ""
    assert pauses == sorted(set(pauses))
    assert pauses[-1] <= PAUSE_MAX_SECONDS
    answer(hosts, 503)
    assert hosts.refusal("a") == "blocked"


def test_host_push_backs_of_requests_under_way_together_are_one(hosts: Hosts):
    sent_at = time.monotonic()
    for _ in range(4):
        answer(hosts, 429, sent_at=sent_at)
    assert hosts.state("a").push_backs_in_a_row == 1
    assert hosts.news()[0].requests == HostRequests(throttled=4)


def test_host_that_answers_well_again_starts_from_new(hosts: Hosts):
    answer(hosts, 429)
    answer(hosts, 429)
    assert hosts.pause_seconds("a") == 2.0
    answer(hosts)
    answer(hosts, 429)
    assert hosts.pause_seconds("a") == 1.0


def test_news_are_told_once_with_the_requests_since(hosts: Hosts):
    hosts.asked("a")
    hosts.asked("a")
    answer(hosts, 503)
    hosts.left_out("a")
    hosts.ruled("a", "partly", status=200, crawl_delay_seconds=500)
    (news,) = hosts.news()
    assert news.requests == HostRequests(sent=2, busy=1, left_out=1)
    assert (news.rule, news.robots_status, news.crawl_delay_seconds, news.delay_seconds) == ("partly", 200, 30.0, 30.0)
    assert hosts.news() == []
    hosts.asked("a")
    assert [news.requests for news in hosts.news()] == [HostRequests(sent=1)]


def test_news_tell_of_so_many_hosts_and_no_more(hosts: Hosts):
    for number in range(HOSTS_RECORDED_MAX + 50):
        hosts.asked(f"h{number}")
    assert len(hosts.news()) == HOSTS_RECORDED_MAX
    hosts.asked("late")
    hosts.asked("h1")
    assert [news.host for news in hosts.news()] == ["h1"]


def test_resumed_process_keeps_the_pauses_of_the_one_before(hosts: Hosts):
    now = timezone.now()
    hosts.resume(
        [
            HostNews("short", held_until=now + timedelta(seconds=60)),
            HostNews("long", held_until=now + timedelta(days=1)),
            HostNews("over", held_until=now - timedelta(seconds=1), refusal="blocked"),
        ]
    )
    assert hosts.held_seconds("short") > 0
    assert [hosts.refusal(host) for host in ("short", "long", "over")] == ["", "blocked", ""]


def test_hosts_without_number_are_forgotten_but_not_their_wishes(hosts: Hosts):
    hosts.ruled("asked", "open", status=200, crawl_delay_seconds=9)
    hosts.block("held", 86400)
    for number in range(3 * STATES_MAX):
        hosts.asked("asked")
        hosts.failed(f"h{number}", "host_unknown")
        hosts.news()
    assert len(hosts._states) <= STATES_MAX
    assert hosts.state("asked").delay.seconds == 9
    assert hosts.refusal("held") == "blocked"
    assert hosts.refusal("h0") == ""


def test_hosts_that_all_want_a_pause_are_bounded_too(hosts: Hosts):
    for number in range(2 * STATES_MAX):
        hosts.block(f"h{number}", 86400)
    assert len(hosts._states) <= STATES_MAX
    assert len(hosts.news()) == HOSTS_RECORDED_MAX


def test_sitemaps_of_all_hosts_are_bounded(hosts: Hosts):
    for _ in range(100):
        hosts.sitemaps_add(f"http://a/{number}.xml" for number in range(100))
    assert len(hosts.sitemaps) == SITEMAPS_MAX

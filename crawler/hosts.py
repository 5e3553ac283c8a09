"""What a crawl process learns about hosts: what they allow, how fast they are asked, who is away, who wants a pause or none of us."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.utils import timezone

from crawler.delay import Delay
from crawler.limits import HostLimits, Limits
from imagesearch.crawls.found import HostNews, HostRequests

NEVER_ANSWERED_MAX: Final = 3
"""Failed connections to a host that has never answered, before the rest of its addresses fails at once."""
FAILURES_IN_A_ROW_MAX: Final = 25
"""The same for a host that has answered before."""
REFUSALS_IN_A_ROW_MAX: Final = 50
"""Answers 401 or 403 without a good one in between: such a host is not asked for the rest."""
PUSH_BACKS_IN_A_ROW_MAX: Final = 6
"""Rounds of 429 and 503 without a good answer in between, each waited for longer than the one before."""
PAUSE_MAX_SECONDS: Final = 120.0
"""A host that asks for a longer pause is left alone for the rest of the crawl."""
PAUSE_FIRST_SECONDS: Final = 1.0
"""After a push-back without a wish; doubled each time."""
HELD_MAX_SECONDS: Final = 365 * 86400.0
CRAWL_DELAY_MAX_SECONDS: Final = 30.0
"""A longer Crawl-delay is cut to this."""
REFUSED: Final = frozenset({401, 403})
PUSHED_BACK: Final = frozenset({429, 503})
STATES_MAX: Final = 5000
"""Hosts that are kept in mind; one that comes up again after so many others is met anew."""
SITEMAPS_MAX: Final = 1000
HOSTS_RECORDED_MAX: Final = 500
"""Hosts of which the tables tell: pages may name any number of others."""


@dataclass(slots=True)
class HostState:
    """One host, named with its port unless that is the usual one."""

    limits: HostLimits
    delay: Delay
    answers: int = 0
    failures_in_a_row: int = 0
    refusals_in_a_row: int = 0
    push_backs_in_a_row: int = 0
    pushed_back_at: float = 0.0
    held_until: float = 0.0
    refusal: str = ""
    rule: str = ""
    robots_status: int | None = None
    crawl_delay_seconds: float | None = None
    requests: HostRequests = field(default_factory=HostRequests)
    """Since they were last written down."""


class Hosts:
    """The hosts of one crawl process; times are of the monotonic clock."""

    def __init__(self, limits: Limits) -> None:
        self.sitemaps: list[str] = []
        """What the robots.txt files seen so far name."""
        self.is_pace_shared = True
        """False while Redis does not answer: then other crawls are not known of."""
        self._limits = limits
        self._states: dict[str, HostState] = {}
        self._recorded: set[str] = set()
        self._changed: dict[str, None] = {}

    def state(self, host: str) -> HostState:
        """What is known of a host."""
        state = self._states.get(host)
        if state is None:
            self._forget()
            limits = self._limits.of(host)
            state = self._states[host] = HostState(limits, Delay(limits.delay_seconds))
        return state

    def resume(self, known: Iterable[HostNews]) -> None:
        """Take up what an earlier process of this crawl wrote down: pauses outlive it."""
        for news in known:
            seconds = (news.held_until - timezone.now()).total_seconds() if news.held_until else 0.0
            if seconds > PAUSE_MAX_SECONDS:
                self.block(news.host, seconds)
            elif seconds > 0:
                self.hold(news.host, seconds)

    def asked(self, host: str) -> None:
        """A request leaves."""
        state = self.state(host)
        del self._states[host]
        self._states[host] = state  # to the end: who is asked is not forgotten soon
        self._count(host, sent=1)

    def left_out(self, host: str) -> None:
        """A request was not sent because robots.txt does not allow it."""
        self._count(host, left_out=1)

    def answered(self, host: str, status: int, *, sent_at: float, latency_seconds: float) -> None:
        """It sent a response.

        Args:
            host: the host.
            status: the HTTP status.
            sent_at: when the request left.
            latency_seconds: until the first byte of the answer.
        """
        state = self.state(host)
        state.answers += 1
        state.failures_in_a_row = 0
        if status in PUSHED_BACK:
            self._count(host, throttled=status == 429, busy=status == 503)
            self._pushed_back(state, sent_at)
        elif status in REFUSED:
            self._count(host, forbidden=1)
            self._refused(state)
        else:
            state.refusals_in_a_row = state.push_backs_in_a_row = 0
            state.delay.answered(latency_seconds)

    def failed(self, host: str, reason: str) -> None:
        """No response came."""
        state = self.state(host)
        state.failures_in_a_row += 1
        limit = FAILURES_IN_A_ROW_MAX if state.answers else NEVER_ANSWERED_MAX
        if state.failures_in_a_row >= limit or (reason in ("host_unknown", "host_forbidden") and not state.answers):
            state.refusal = state.refusal or reason
            self._changed[host] = None

    def ruled(self, host: str, rule: str, *, status: int | None, crawl_delay_seconds: float | None = None) -> None:
        """Its robots.txt is read."""
        state = self.state(host)
        state.rule, state.robots_status = rule, status
        if crawl_delay_seconds is not None:
            state.crawl_delay_seconds = min(crawl_delay_seconds, CRAWL_DELAY_MAX_SECONDS)
            state.delay.agree(state.crawl_delay_seconds)
        self._changed[host] = None

    def hold(self, host: str, seconds: float) -> None:
        """It wants no requests for so long; a longer wish of before stays."""
        state = self.state(host)
        state.held_until = max(state.held_until, time.monotonic() + min(seconds, HELD_MAX_SECONDS))
        self._changed[host] = None

    def held_seconds(self, host: str) -> float:
        """What is left of its pause; 0 without one."""
        state = self._states.get(host)
        return max(0.0, state.held_until - time.monotonic()) if state and state.held_until else 0.0

    def block(self, host: str, seconds: float) -> None:
        """It asked to be left alone for longer than a crawl waits."""
        self.hold(host, seconds)
        self.state(host).refusal = "blocked"

    def refusal(self, host: str) -> str:
        """Why no request to it is worth sending, as a reason code; empty if it is."""
        return self._states[host].refusal if host in self._states else ""

    def pause_seconds(self, host: str) -> float:
        """How long to wait after a push-back that names no time: longer each time."""
        return min(PAUSE_FIRST_SECONDS * 2.0 ** (self.state(host).push_backs_in_a_row - 1), PAUSE_MAX_SECONDS)

    def news(self) -> list[HostNews]:
        """What has changed since it was last asked for; the requests are those since then."""
        told = []
        for host in self._changed:
            if host in self._recorded or len(self._recorded) < HOSTS_RECORDED_MAX:
                self._recorded.add(host)
                told.append(self._news(host))
        self._changed = {}
        return told

    def sitemaps_add(self, urls: Iterable[str]) -> None:
        """A robots.txt names them."""
        self.sitemaps.extend(islice(urls, max(0, SITEMAPS_MAX - len(self.sitemaps))))

    def _forget(self) -> None:
        """Make room: pages may name any number of hosts. A host with news, or with a pause to keep, stays as long as it can."""
        if len(self._states) < STATES_MAX:
            return
        now = time.monotonic()
        idle = [host for host, state in self._states.items() if host not in self._changed and state.held_until < now]
        for host in (idle or list(self._states))[: STATES_MAX // 10]:
            del self._states[host]
            self._changed.pop(host, None)

    def _news(self, host: str) -> HostNews:
        state = self._states[host]
        requests, state.requests = state.requests, HostRequests()
        return HostNews(
            host=host, rule=state.rule, robots_status=state.robots_status, crawl_delay_seconds=state.crawl_delay_seconds,
            delay_seconds=round(state.delay.seconds, 3), held_until=_moment(self.held_seconds(host)), refusal=state.refusal,
            is_pace_shared=self.is_pace_shared or state.delay.seconds == 0.0, requests=requests,
        )  # fmt: skip

    def _count(self, host: str, **counts: int) -> None:
        state = self.state(host)
        requests = state.requests
        state.requests = replace(requests, **{name: getattr(requests, name) + count for name, count in counts.items()})
        self._changed[host] = None

    def _refused(self, state: HostState) -> None:
        state.refusals_in_a_row += 1
        if state.refusals_in_a_row >= REFUSALS_IN_A_ROW_MAX:
            state.refusal = "blocked"

    def _pushed_back(self, state: HostState, sent_at: float) -> None:
        """Requests that were under way together are pushed back together: that is one step, not four."""
        if sent_at < state.pushed_back_at:
            return
        state.pushed_back_at = time.monotonic()
        state.push_backs_in_a_row += 1
        state.delay.pushed_back()
        if state.push_backs_in_a_row > PUSH_BACKS_IN_A_ROW_MAX:
            state.refusal = "blocked"


def _moment(seconds: float) -> datetime | None:
    return timezone.now() + timedelta(seconds=seconds) if seconds else None

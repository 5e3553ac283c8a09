"""Names on their way to an address: looked up once, judged, and not kept without number."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from twisted.internet.defer import Deferred

import crawler.resolver
from crawler.resolver import HOSTS_REMEMBERED, TTL_SECONDS, GuardedResolver
from imagesearch.core.guard import Guard, HostForbidden


class FlippingGuard(Guard):
    """A name server that answers with a public address first, and with one of ours from then on."""

    lookups = 0

    def resolve(self, host: str, port: int) -> list[str]:
        type(self).lookups += 1
        if self.lookups > 1:
            raise HostForbidden("no")
        return ["93.184.216.34"]


class Receiver:
    """Takes what is resolved."""

    def __init__(self) -> None:
        self.addresses: list[Any] = []
        self.is_complete = False

    def resolutionBegan(self, _: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.is_complete = True


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """Threads that answer when they are told to: each lookup under way, as what ends it."""
    under_way: list[Callable[[], None]] = []

    def defer(work: Callable[..., Any], *arguments: Any) -> Deferred[Any]:
        answer: Deferred[Any] = Deferred()
        under_way.append(lambda: answer.callback(work(*arguments)))
        return answer

    monkeypatch.setattr(crawler.resolver, "deferToThread", defer)
    return under_way


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time."""
    return lambda seconds: monkeypatch.setattr(time, "monotonic", lambda: 1000.0 + seconds)


@pytest.fixture
def resolver(lookups: list[Callable[[], None]]) -> GuardedResolver:
    GuardedResolver.refusals.clear()
    FlippingGuard.lookups = 0
    return GuardedResolver(None, FlippingGuard())


def ask(resolver: GuardedResolver, host: str) -> Receiver:
    receiver = Receiver()
    resolver.resolveHostName(receiver, host, 80)
    return receiver


def test_name_is_looked_up_once_however_often_it_is_asked_for(
    resolver: GuardedResolver, lookups: list[Callable[[], None]]
):
    early = [ask(resolver, "a.example") for _ in range(30)]
    assert (len(lookups), [receiver.is_complete for receiver in early]) == (1, [False] * 30)
    lookups.pop()()
    late = [ask(resolver, "a.example") for _ in range(1000)]
    assert {tuple(address.host for address in one.addresses) for one in early + late} == {("93.184.216.34",)}
    assert (lookups, FlippingGuard.lookups) == ([], 1)


def test_name_that_is_known_waits_for_no_other_and_for_no_second_lookup(
    resolver: GuardedResolver, lookups: list[Callable[[], None]], clock: Callable[[float], None]
):
    clock(0)
    ask(resolver, "a.example")
    lookups.pop()()
    silent = [ask(resolver, f"silent{number}.example") for number in range(500)]
    clock(TTL_SECONDS + 1)
    known = [ask(resolver, "a.example") for _ in range(10)]
    assert all(receiver.is_complete and receiver.addresses for receiver in known)
    assert not any(receiver.is_complete for receiver in silent)
    assert len(lookups) == 501, "one more for the known name, beside"


def test_name_that_turns_to_a_forbidden_address_has_none(
    resolver: GuardedResolver, lookups: list[Callable[[], None]], clock: Callable[[float], None]
):
    clock(0)
    ask(resolver, "a.example")
    lookups.pop()()
    clock(TTL_SECONDS + 1)
    judged_before = ask(resolver, "a.example")
    lookups.pop()()
    after = ask(resolver, "a.example")
    assert [address.host for address in judged_before.addresses] == ["93.184.216.34"]
    assert (after.addresses, after.is_complete) == ([], True)
    assert resolver.refusals == {"a.example": "host_forbidden"}


def test_names_without_number_are_forgotten(resolver: GuardedResolver, lookups: list[Callable[[], None]]):
    for number in range(2 * HOSTS_REMEMBERED):
        ask(resolver, f"h{number}.example")
        lookups.pop()()
    assert len(resolver._known) <= HOSTS_REMEMBERED
    assert len(resolver.refusals) <= HOSTS_REMEMBERED
    assert not resolver._waiting

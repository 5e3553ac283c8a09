"""Names on their way to an address: looked up once, judged, and not kept without number."""

from typing import Any

import pytest

from crawler.resolver import HOSTS_REMEMBERED, GuardedResolver
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
def resolver(monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    GuardedResolver.refusals.clear()
    FlippingGuard.lookups = 0
    return GuardedResolver(None, FlippingGuard())


def learn(resolver: GuardedResolver, host: str) -> Receiver:
    receiver = Receiver()
    resolver._learnt(resolver._resolve(host, 80), host, 80, receiver)
    return receiver


def test_name_is_looked_up_once_however_often_it_is_asked_for(resolver: GuardedResolver):
    assert [address.host for address in learn(resolver, "a.example").addresses] == ["93.184.216.34"]
    for _ in range(1000):
        receiver = Receiver()
        resolver.resolveHostName(receiver, "a.example", 80)
        assert [address.host for address in receiver.addresses] == ["93.184.216.34"]
    assert FlippingGuard.lookups == 1


def test_name_that_turns_to_a_forbidden_address_has_none(resolver: GuardedResolver):
    learn(resolver, "a.example")
    receiver = learn(resolver, "a.example")
    assert (receiver.addresses, receiver.is_complete) == ([], True)
    assert resolver.refusals == {"a.example": "host_forbidden"}


def test_names_without_number_are_forgotten(resolver: GuardedResolver):
    for number in range(2 * HOSTS_REMEMBERED):
        learn(resolver, f"h{number}.example")
    assert len(resolver._known) <= HOSTS_REMEMBERED
    assert len(resolver.refusals) <= HOSTS_REMEMBERED

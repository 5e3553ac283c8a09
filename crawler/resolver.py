"""Resolves host names for the downloader through the guard: Twisted connects to nothing but the addresses given here."""

import time
from typing import Any, ClassVar, Final, Self

from scrapy.settings import BaseSettings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.internet.threads import deferToThread
from zope.interface import implementer

from crawler.memory import BoundedMap
from imagesearch.core.errors import Rejected
from imagesearch.core.guard import Guard

TTL_SECONDS: Final = 300.0
"""After this a name is looked up again, beside what goes on: its addresses were judged and stay good until then."""
HOSTS_REMEMBERED: Final = 5000
"""A page may name any number of others."""


@implementer(IHostResolution)
class Lookup:
    """One lookup under way."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """A lookup in the thread pool runs to its end; nobody listens to it any more."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Looks a host up once for its time to live, however many ask meanwhile; a host with one bad address has none.

    A page may name a thousand hosts whose name servers never answer: they wait for threads among themselves, and whom we know
    by then waits for none of them.
    """

    refusals: ClassVar[BoundedMap[str, str]] = BoundedMap(HOSTS_REMEMBERED)
    """Reason codes of refused hosts; the process has one crawl, so they are its own."""

    def __init__(self, reactor: Any, guard: Guard) -> None:
        self.reactor = reactor
        self.guard = guard
        self._known: BoundedMap[tuple[str, int], tuple[float, list[str]]] = BoundedMap(HOSTS_REMEMBERED)
        self._waiting: dict[tuple[str, int], list[Any]] = {}
        """What is being looked up, and who is to be told."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Made by Scrapy before the reactor starts."""
        return cls(reactor, guard_of(crawler.settings))

    def install_on_reactor(self) -> None:
        """Called by Scrapy."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803  zope's interfaces are no types
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: object = None,  # noqa: N803, ARG002
        transportSemantics: str = "TCP",  # noqa: N803, ARG002
    ) -> Lookup:
        """See Twisted's `IHostnameResolver`."""
        lookup = Lookup(hostName)
        resolutionReceiver.resolutionBegan(lookup)
        key = (hostName, portNumber)
        known_until, addresses = self._known.get(key, (0.0, []))
        is_due = known_until <= time.monotonic()
        if is_due and key not in self._waiting:
            self._waiting[key] = []
            deferToThread(self._resolve, *key).addCallback(self._learnt, *key)
        if addresses or not is_due:
            _tell(resolutionReceiver, addresses, portNumber)
        else:
            self._waiting[key].append(resolutionReceiver)
        return lookup

    def _resolve(self, host: str, port: int) -> tuple[list[str], str]:
        """The allowed addresses of a host, none if it is refused, and the reason code of that."""
        try:
            return self.guard.resolve(host, port), ""
        except Rejected as refusal:
            return [], refusal.reason_code

    def _learnt(self, found: tuple[list[str], str], host: str, port: int) -> None:
        """Back on the loop, where nobody else reads the maps meanwhile."""
        addresses, refusal = found
        self._known.pop((host, port), None)  # to the end: what is asked for is not forgotten
        self._known[host, port] = (time.monotonic() + TTL_SECONDS, addresses)
        if refusal:
            self.refusals[host] = refusal
        self._known.trim()
        self.refusals.trim()
        for receiver in self._waiting.pop((host, port), ()):
            _tell(receiver, addresses, port)


def guard_of(settings: BaseSettings) -> Guard:
    """The guard of this crawl, from the settings that the runner made."""
    return Guard(allowed=frozenset(settings.getlist("CRAWL_GUARD_ALLOWED")))


def _tell(receiver: Any, addresses: list[str], port: int) -> None:
    for address in addresses:
        kind = IPv6Address if ":" in address else IPv4Address
        receiver.addressResolved(kind("TCP", address, port))
    receiver.resolutionComplete()

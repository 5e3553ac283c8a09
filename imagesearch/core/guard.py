"""Decides which addresses may be reached: only public ones, judged after the name was resolved, on the web's ports."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ada_url import URL

from imagesearch.core.errors import Rejected
from imagesearch.core.urls import PORTS, SCHEMES

WEB_PORTS: Final = frozenset({80, 443})

_REFUSED_IPV4: Final = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network; 0 reaches loopback
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier NAT; a cloud's metadata lives there, and `is_private` says False
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",  # `is_global` is True for parts of it
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
"""All of global unicast; mapped, compatible, translated, NAT64, local and multicast forms lie outside."""
_REFUSED_IPV6: Final = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4 wraps any IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
"""Upper half of an interface id that wraps an IPv4 address."""


class HostForbidden(Rejected):
    """The address is not public; the sentence never says what answered there."""

    code = "host_forbidden"


class HostUnknown(Rejected):
    """The name does not resolve."""

    code = "host_unknown"


def address_is_allowed(ip_text: str) -> bool:
    """Whether an IP address is global unicast and no wrapping of another address; False for what is no address."""
    try:
        address = ipaddress.ip_address(ip_text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in _REFUSED_IPV4)
    is_isatap = (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    return address in _GLOBAL_IPV6 and not is_isatap and not any(address in block for block in _REFUSED_IPV6)


@dataclass(frozen=True, slots=True)
class Guard:
    """What everything that fetches asks first; exceptions name exactly one host and port each."""

    allowed: frozenset[str] = field(default_factory=frozenset)

    def check_url(self, url: str) -> None:
        """Judge an address before its name is resolved: scheme, port, and IP addresses in any spelling.

        Raises:
            HostForbidden: it may not be fetched.
        """
        try:
            parsed = URL(url)
        except ValueError:
            raise HostForbidden("The address cannot be read.") from None
        port = parsed.port or PORTS.get(parsed.protocol, "")
        if parsed.protocol not in SCHEMES:
            raise HostForbidden("Only http and https addresses may be fetched.")
        if self.is_exception(parsed.hostname, int(port)):
            return
        if int(port) not in WEB_PORTS:
            raise HostForbidden(f"Port {port} may not be fetched; only 80 and 443 are.")
        self._check_literal(parsed.hostname)

    def resolve(self, host: str, port: int) -> list[str]:
        """Look a host up once; the connection must go to one of these addresses, in this order.

        Raises:
            HostForbidden: one of its addresses is not public.
            HostUnknown: it has no address.
        """
        is_exception = self.is_exception(host, port)
        name = host.strip("[]")
        # The final dot keeps the resolver from trying the search domains of our own network.
        asked = f"{name}." if "." in name and not is_exception and not _is_address(name) else name
        try:
            records = socket.getaddrinfo(asked, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError):  # of names that cannot be encoded, too
            raise HostUnknown(f"The host name {host[:200]} is not known.") from None
        addresses = list(dict.fromkeys(str(record[4][0]) for record in records))
        if not is_exception:
            self.check_addresses(addresses)
        return addresses

    def check_and_resolve(self, url: str) -> list[str]:
        """Both judgements of one address.

        Raises:
            HostForbidden: it may not be fetched.
            HostUnknown: its host has no address.
        """
        self.check_url(url)
        parsed = URL(url)
        return self.resolve(parsed.hostname, int(parsed.port or PORTS[parsed.protocol]))

    def check_addresses(self, addresses: Iterable[str]) -> None:
        """Judge what a lookup gave: one bad record refuses the host.

        Raises:
            HostForbidden: one of them is not public.
        """
        if not all(map(address_is_allowed, addresses)):
            raise HostForbidden("The address is not public, so it may not be fetched.")

    def is_exception(self, host: str, port: int) -> bool:
        """Whether an operator named exactly this host and port."""
        return f"{host.lower()}:{port}" in self.allowed

    def _check_literal(self, host: str) -> None:
        name = host.strip("[]")
        if _is_address(name):
            self.check_addresses([name])
        if name.rstrip(".") == "localhost" or name.rstrip(".").endswith((".localhost", ".local", ".internal")):
            raise HostForbidden("The address is not public, so it may not be fetched.")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

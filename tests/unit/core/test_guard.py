"""Which addresses may be reached."""

import ipaddress
import random
import socket
from collections.abc import Callable

import pytest

from imagesearch.core.guard import Guard, HostForbidden, HostUnknown, address_is_allowed

ALLOWED = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001:81b::200e",
    "2003::1",
]
REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "169.254.0.0",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::808:808",
    "64:ff9b:1::a9fe:a9fe",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:a00:1",
    "localhost",
    "127.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "1.2.3",
    "nonsense",
    "",
    "1.2.3.4 ",
]
SPELLINGS_OF_LOOPBACK = [
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0177.1/",
    "http://017700000001/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://0/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://127.0.0.1./",
    "http://127.0.0.2/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://0.0.0.0/",
    "http://[::]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://x.localhost/",
    "http://[64:ff9b::7f00:1]/",
    "http://１２７.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
]


@pytest.mark.parametrize("address", ALLOWED)
def test_address_public_is_allowed(address: str) -> None:
    assert address_is_allowed(address)


@pytest.mark.parametrize("address", REFUSED)
def test_address_not_public_is_refused(address: str) -> None:
    assert not address_is_allowed(address)


def test_address_wrapped_is_never_judged_milder() -> None:
    rng = random.Random(20261120)
    wrappings: list[Callable[[int], int]] = [
        lambda v4: v4,
        lambda v4: 0xFFFF << 32 | v4,
        lambda v4: 0xFFFF << 48 | v4,
        lambda v4: 0x64FF9B << 96 | v4,
        lambda v4: 0x64FF9B0001 << 80 | v4,
        lambda v4: 0x2002 << 112 | v4 << 80 | 1,
        lambda v4: 0x2001_0000 << 96 | v4 << 64 | (v4 ^ 0xFFFFFFFF),
        lambda v4: 0x2606_4700 << 96 | 0x5EFE << 32 | v4,
    ]
    for _ in range(10_000):
        v4 = rng.getrandbits(32)
        allowed = address_is_allowed(str(ipaddress.IPv4Address(v4)))
        for wrap in wrappings:
            assert allowed or not address_is_allowed(str(ipaddress.IPv6Address(wrap(v4))))


@pytest.mark.parametrize("url", SPELLINGS_OF_LOOPBACK)
def test_guard_spelling_of_private_address_is_forbidden(url: str) -> None:
    with pytest.raises(HostForbidden):
        Guard().check_url(url)


@pytest.mark.parametrize("port", [22, 25, 5432, 5555, 6333, 6379, 8000, 8080])
def test_guard_port_of_no_web_server_is_forbidden(port: int) -> None:
    with pytest.raises(HostForbidden):
        Guard().check_url(f"http://example.org:{port}/")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "gopher://x/", "data:,x", "ws://x.org/", "nonsense"]
)
def test_guard_other_scheme_is_forbidden(url: str) -> None:
    with pytest.raises(HostForbidden):
        Guard().check_url(url)


def test_guard_public_address_passes() -> None:
    Guard().check_url("https://example.org/")
    Guard().check_url("http://93.184.216.34/x")


def test_guard_exception_names_host_and_port() -> None:
    guard = Guard(allowed=frozenset({"127.0.0.1:8801"}))
    guard.check_url("http://127.0.0.1:8801/x")
    assert guard.resolve("127.0.0.1", 8801) == ["127.0.0.1"]
    for other in ("http://127.0.0.1:8802/", "http://127.0.0.2:8801/", "http://localhost:8801/", "http://127.0.0.1/"):
        with pytest.raises(HostForbidden):
            guard.check_url(other)


def test_guard_resolved_private_name_is_forbidden() -> None:
    with pytest.raises(HostForbidden):
        Guard().resolve("localhost", 80)


def test_guard_unknown_name_is_unknown() -> None:
    with pytest.raises(HostUnknown):
        Guard().resolve("no-such-host.invalid", 80)


def test_guard_one_bad_record_refuses_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(HostForbidden):
        Guard().resolve("mixed.example", 80)
    assert asked == ["mixed.example."]

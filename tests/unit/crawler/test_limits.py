"""Which hosts need no politeness."""

import pytest

from crawler import limits
from crawler.limits import STRANGER, UNLIMITED, Limits
from imagesearch import env

ALLOWED = ("127.0.0.1:8000", "[::1]:8000", "localhost:80", "10.0.0.5:8080", "intranet:80")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8000", UNLIMITED),
        ("[::1]:8000", UNLIMITED),
        ("localhost", UNLIMITED),
        ("10.0.0.5:8080", STRANGER),
        ("intranet", STRANGER),
        ("127.0.0.2:8000", STRANGER),
        ("shop.example", STRANGER),
        ("", STRANGER),
    ],
)
def test_limits_are_lifted_for_this_machine_only(host: str, expected: limits.HostLimits):
    assert Limits(ALLOWED).of(host) == expected


def test_limits_of_nothing_allowed_lift_nothing():
    assert Limits(()).of("127.0.0.1:8000") == STRANGER
    assert not Limits(()).has_unlimited
    assert not Limits(("10.0.0.5:8080",)).has_unlimited
    assert Limits(ALLOWED).has_unlimited


def test_limits_of_this_machine_may_be_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(env, "CRAWL_LOOPBACK_DELAY_SECONDS", 0.5)
    found = Limits(ALLOWED)
    assert not found.has_unlimited
    assert found.of("localhost") == limits.HostLimits(0.5, env.CRAWL_CONCURRENCY_PER_HOST)

"""Who may act as the person at this machine."""

import pytest

from imagesearch.accounts.locality import is_from_local_owner

LOCAL = {"host": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("127.0.0.1", LOCAL),
        ("127.0.0.1", {"host": "localhost:8000"}),
        ("::1", {"host": "[::1]:8000"}),
        ("::1", {"host": "[::1]"}),
        ("127.0.0.1", LOCAL | {"origin": "http://127.0.0.1:8000"}),
        ("127.0.0.1", LOCAL | {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}),
        ("127.0.0.1", LOCAL | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}),
    ],
)
def test_local_owner_own_requests_are_trusted(peer: str, headers: dict[str, str]):
    assert is_from_local_owner(peer=peer, headers=headers)


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("192.168.1.5", LOCAL),
        ("", LOCAL),
        ("127.0.0.1", {}),
        ("127.0.0.1", {"host": "rebound.example:8000"}),
        ("127.0.0.1", {"host": "127.0.0.1.evil.example"}),
        ("127.0.0.1", LOCAL | {"origin": "https://evil.example"}),
        ("127.0.0.1", LOCAL | {"origin": "null"}),
        ("127.0.0.1", LOCAL | {"origin": "http://127.0.0.1:9999"}),
        ("127.0.0.1", LOCAL | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}),
        ("127.0.0.1", LOCAL | {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}),
        (
            "127.0.0.1",
            LOCAL | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "origin": "https://evil.example"},
        ),
        ("127.0.0.1", LOCAL | {"x-forwarded-for": "203.0.113.9"}),
    ],
)
def test_local_owner_other_requests_are_not_trusted(peer: str, headers: dict[str, str]):
    assert not is_from_local_owner(peer=peer, headers=headers)


def test_local_owner_is_nobody_when_others_can_reach_the_server(settings):
    settings.IS_LOCAL_OWNER_TRUSTED = False
    assert not is_from_local_owner(peer="127.0.0.1", headers=LOCAL)

"""A login leads nowhere else, and pages tell browsers what they must not do."""

import pytest
from django.test import Client, override_settings

from tests.factories import user_make

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def logged_in(following: str) -> str:
    """Where a login leads that is told where to go on."""
    user = user_make()
    user.set_password(PASSWORD)
    user.save()
    told = {"username": user.username, "password": PASSWORD, "next": following}
    answer = Client(REMOTE_ADDR="203.0.113.7").post("/login/", told)
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "///evil.example",
    ],
)
def test_login_leads_to_no_other_site(elsewhere: str) -> None:
    assert logged_in(elsewhere) == "/"


def test_login_leads_on_to_a_page_of_ours() -> None:
    assert logged_in("/crawls/?page=2") == "/crawls/?page=2"


def test_pages_forbid_browsers_to_guess_and_to_tell() -> None:
    headers = Client(REMOTE_ADDR="203.0.113.7").get("/login/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_pages_in_production_are_asked_for_by_https_only() -> None:
    headers = Client(REMOTE_ADDR="203.0.113.7").get("/login/", secure=True).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")

"""A login leads nowhere else, and pages tell browsers what they must not do."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from imagesearch import env
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


ASKED_FROM_OUTSIDE = """
import django
from imagesearch import env
env.django_settings_use()
django.setup()
from django.test import Client
answer = Client().get("/login/", headers={"host": "pictures.example", "x-forwarded-proto": "https"})
print(answer.status_code, answer.headers.get("Strict-Transport-Security"), answer.cookies["csrftoken"]["secure"])
"""


@pytest.mark.parametrize(
    ("public_url", "told"),
    [
        ("https://pictures.example", "200 max-age=31536000; includeSubDomains; preload True"),
        ("http://pictures.example", "200 None "),
    ],
)
def test_pages_behind_https_are_asked_for_by_nothing_else(tmp_path: Path, public_url: str, told: str) -> None:
    variables = env.child_environment(
        IMAGESEARCH_PUBLIC_URL=public_url,
        IMAGESEARCH_STATE_DIR=str(tmp_path),
        IMAGESEARCH_MODEL="demo",
    )
    done = subprocess.run(
        [sys.executable, "-c", ASKED_FROM_OUTSIDE],
        env=variables,
        cwd=env.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{told}\n", done.stderr

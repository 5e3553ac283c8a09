import pytest

from imagesearch.fetch.freshness import (
    LIFETIME_DYNAMIC_SECONDS,
    LIFETIME_STATIC_SECONDS,
    fresh_seconds,
    may_keep,
    validators,
)

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"
LATER = "Wed, 21 Oct 2026 08:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "page", "picture"),
    [
        ({}, 0, LIFETIME_STATIC_SECONDS),
        ({"etag": '"1"'}, 0, 0),
        ({"last-modified": DATE}, 0, 0),
        ({"cache-control": "max-age=60"}, 60, 60),
        ({"cache-control": "public, MAX-AGE=60", "age": "20"}, 40, 40),
        ({"cache-control": "max-age=60", "age": "100"}, 0, 0),
        ({"cache-control": "max-age=31536000, immutable"}, LIFETIME_DYNAMIC_SECONDS, LIFETIME_STATIC_SECONDS),
        ({"cache-control": "max-age=60, no-cache"}, 0, 0),
        ({"pragma": "no-cache"}, 0, 0),
        ({"cache-control": "max-age=soon"}, 0, 0),
        ({"cache-control": "max-age=99999999999999999999"}, LIFETIME_DYNAMIC_SECONDS, LIFETIME_STATIC_SECONDS),
        ({"cache-control": "public\nmax-age=60"}, 60, 60),
        ({"expires": LATER, "date": DATE}, 3600, 3600),
        ({"expires": DATE, "date": LATER}, 0, 0),
        ({"expires": "0", "date": DATE}, 0, 0),
        ({"expires": LATER, "date": DATE, "cache-control": "max-age=5"}, 5, 5),
    ],
)
def test_answer_is_fresh_as_its_server_says(headers: dict[str, str], page: float, picture: float):
    assert fresh_seconds(headers, is_static=False) == page
    assert fresh_seconds(headers, is_static=True) == picture


@pytest.mark.parametrize(
    ("status", "headers", "is_kept"),
    [
        (200, {"etag": '"1"'}, True),
        (200, {"cache-control": "max-age=60"}, True),
        (200, {}, False),
        (404, {"etag": '"1"'}, False),
        (206, {"etag": '"1"'}, False),
        (200, {"etag": '"1"', "cache-control": "no-store"}, False),
        (200, {"etag": '"1"', "cache-control": "Private, max-age=9"}, False),
        (200, {"etag": '"1"', "vary": "Accept-Encoding"}, True),
        (200, {"etag": '"1"', "vary": "*"}, False),
        (200, {"cache-control": "no-cache"}, False),
        (200, {"etag": '"1"', "cache-control": "no-cache"}, True),
    ],
)
def test_page_is_kept_if_allowed_and_of_use(status: int, headers: dict[str, str], is_kept: bool):
    assert may_keep(status, headers, is_static=False) == is_kept


def test_picture_that_cannot_be_asked_about_is_kept():
    assert may_keep(200, {}, is_static=True)


def test_validators_cannot_smuggle_lines():
    assert validators({"etag": '"1"', "last-modified": f"{DATE}\r\nX: y"}) == {"If-None-Match": '"1"'}

"""Pauses that servers ask for."""

import pytest

from crawler.middlewares.retry import retry_after_seconds


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        (b"", None),
        (b"soon", None),
        (b"-5", None),
        (b"0", 0.0),
        (b" 120 ", 120.0),
        (b"86400", 86400.0),
        (b"Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        (b"Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        (b"9" * 400, 999_999_999.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: bytes | None, expected: float | None) -> None:
    assert retry_after_seconds(header, now=100.0) == expected

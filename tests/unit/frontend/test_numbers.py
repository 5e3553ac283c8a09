from datetime import UTC, datetime, timedelta

import pytest

from frontend.templatetags.imagesearch_numbers import age

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1\N{NO-BREAK SPACE}minute ago"),
        (timedelta(minutes=10, seconds=30), "10\N{NO-BREAK SPACE}minutes ago"),
        (timedelta(days=3, hours=2), "3\N{NO-BREAK SPACE}days ago"),
    ],
)
def test_age_is_said_in_its_largest_unit(passed: timedelta, said: str) -> None:
    assert age(NOW - passed, NOW) == said

"""Reason codes of failures are those the tables know."""

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from crawler.refusals import REASONS, Refused, reason_of
from imagesearch.crawls.states import IMAGE_REASONS, PAGE_REASONS


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Refused("robots_disallowed"), "robots_disallowed"),
        (CannotResolveHostError("x"), "host_unknown"),
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadCancelledError("x"), "too_large"),
        (IgnoreRequest("x"), "too_large"),
        (ValueError("x"), "connection_failed"),
    ],
)
def test_reason_of_a_failure_is_a_code(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason


def test_reasons_are_known_to_the_tables() -> None:
    codes = {reason for _, reason in REASONS} | {"robots_disallowed", "blocked", "redirect_loop", "noindex", "bad_url"}
    assert codes <= set(IMAGE_REASONS)
    assert codes - {"bad_url"} <= set(PAGE_REASONS)

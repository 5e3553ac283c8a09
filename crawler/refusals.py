"""Why a request gave nothing: our own refusals, and reason codes for what Scrapy raises."""

from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)


class Refused(IgnoreRequest):
    """A request that was not sent, or whose answer is not wanted, with its reason code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (CannotResolveHostError, "host_unknown"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (DownloadConnectionRefusedError, "connection_failed"),
    (DownloadFailedError, "connection_failed"),
    (ResponseDataLossError, "connection_failed"),
    (UnsupportedURLSchemeError, "host_forbidden"),
    (IgnoreRequest, "too_large"),  # the only one of Scrapy's own that is left on: a body that grew too large unpacked
)
TRANSIENT: Final = (
    DownloadTimeoutError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
    OSError,
)
"""Failures after which another try may help."""


def reason_of(error: BaseException) -> str:
    """The reason code for an exception of a request."""
    if isinstance(error, Refused):
        return error.reason
    return next((reason for kind, reason in REASONS if isinstance(error, kind)), "connection_failed")

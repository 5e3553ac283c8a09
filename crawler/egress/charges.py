"""Puts what a browser's pages open on the account of their host: a page cannot wait, so the crawl's next request does."""

import logging

from crawler.limits import Limits
from imagesearch.pacing.shared import PaceUnavailable, SharedPace

log = logging.getLogger(__name__)


class Charges:
    """The account of one browser."""

    def __init__(self, limits: Limits, pace: SharedPace) -> None:
        self._limits = limits
        self._pace = pace

    async def charge(self, host: str) -> None:
        """A connection to a host was opened; without Redis nobody is told."""
        delay_seconds = self._limits.of(host).delay_seconds
        if not delay_seconds:
            return
        try:
            await self._pace.charge(host, delay_seconds)
        except PaceUnavailable as error:
            log.debug("connection_not_charged", extra={"host": host, "error": error.sentence})

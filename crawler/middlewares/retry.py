"""Tries again what may come good: after the pause a server asks for, otherwise after a growing one of ours."""

import asyncio
import email.utils
import time
from typing import Final

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.component import Component
from crawler.hosts import PAUSE_MAX_SECONDS, PUSHED_BACK
from crawler.refusals import TRANSIENT, Refused

TRIES_MAX: Final = 3
PAUSES_MAX: Final = 6
"""Tries of one address when its host needs pauses."""
BACKOFF_SECONDS: Final = (0.5, 2.0)
STATUSES_TRANSIENT: Final = frozenset({408, 500, 502, 504, 520, 522, 524})
BUSY_IN_A_ROW: Final = 3
"""So many answers 503 without a good one are a host that needs a pause, fewer a broken address of it."""


class RetryMiddleware(Component):
    """Puts requests back into their host's queue; one who asked for a pause gets it for the whole host."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """See Scrapy.

        Raises:
            Refused: the server wants to be left alone for longer than a crawl waits.
        """
        if response.status in PUSHED_BACK:
            return await self._pushed_back(request, response) or response
        if response.status in STATUSES_TRANSIENT:
            return await self._again(request) or response
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """See Scrapy; who waits for a direct answer goes without one that does not come, but not without a host's rules."""
        is_dispensable = request.meta.get("is_direct") and not request.meta.get("is_robots")
        is_hopeless = is_dispensable or not isinstance(exception, TRANSIENT)
        return None if is_hopeless else await self._again(request)

    async def _pushed_back(self, request: Request, response: Response) -> Request | None:
        host = urlparse_cached(request).netloc
        seconds = retry_after_seconds(response.headers.get("Retry-After"))
        if seconds is None:
            if response.status == 503 and self.hosts.state(host).push_backs_in_a_row < BUSY_IN_A_ROW:
                return await self._again(request)
            seconds = self.hosts.pause_seconds(host)
        self.spider.turns.hold(host, seconds)
        if seconds > PAUSE_MAX_SECONDS:
            raise Refused("blocked")
        return _retried(request, tries_max=PAUSES_MAX)

    async def _again(self, request: Request) -> Request | None:
        retried = _retried(request, tries_max=TRIES_MAX)
        if retried:
            await asyncio.sleep(BACKOFF_SECONDS[min(retried.meta["tries"] - 2, len(BACKOFF_SECONDS) - 1)])
        return retried


def retry_after_seconds(header: bytes | None, now: float | None = None) -> float | None:
    """The pause of a Retry-After header in seconds or as a date; None without one or for nonsense."""
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - (time.time() if now is None else now))


def _retried(request: Request, *, tries_max: int) -> Request | None:
    tries = request.meta.get("tries", 1) + 1
    if tries > (TRIES_MAX if request.meta.get("is_direct") else tries_max):
        return None
    return request.replace(meta={**request.meta, "tries": tries, "read_bytes": 0, "is_continued": True})

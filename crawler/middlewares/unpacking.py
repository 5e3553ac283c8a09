"""Unpacks bodies within what a crawl process may hold: a bomb costs its turn, and leaves nothing behind."""

from typing import Final

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.refusals import Refused

USUAL_RATIO: Final = 12
"""Pages become four to ten times as large; what becomes larger is unpacked a second time with room for the largest body."""
USUAL_BYTES: Final = 100_000


class UnpackMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with a turn for what it makes."""

    async def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        """See Scrapy.

        Raises:
            Refused: it would be larger than the limit.
        """
        if not response.headers.getlist("Content-Encoding"):
            return response
        max_bytes: int = request.meta["download_maxsize"]
        usual_bytes = min(max_bytes, USUAL_BYTES + USUAL_RATIO * len(response.body))
        for limit_bytes in dict.fromkeys((usual_bytes, max_bytes)):
            await request.meta["hold"].at_least(len(response.body) + limit_bytes)
            unpacked = self._unpacked(request, response, limit_bytes)
            if unpacked is not None:
                request.meta["hold"].exactly(len(unpacked.body))
                return unpacked
        raise Refused("too_large")

    def _unpacked(self, request: Request, response: Response, limit_bytes: int) -> Response | None:
        """None if it is larger; Scrapy's exception would keep all that was unpacked for as long as somebody has it."""
        limited = request.replace(meta={**request.meta, "download_maxsize": limit_bytes})
        try:
            return super().process_response(limited, response)  # type: ignore[return-value]
        except IgnoreRequest:
            return None

"""The last to see a request and the first to see its answer: lets it go when its host's turn comes, and learns from how it went."""

import time

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.component import Component
from crawler.turns import Turn


class PaceMiddleware(Component):
    """Everything passes here: pages, pictures, robots.txt, style sheets, sitemaps, and each of their redirects."""

    async def process_request(self, request: Request) -> None:
        """See Scrapy.

        Raises:
            Refused: while it waited, its host turned out not to be worth a request.
        """
        request.meta["turn"] = await self.spider.turns.take(urlparse_cached(request).netloc)

    def process_response(self, request: Request, response: Response) -> Response:
        """See Scrapy."""
        turn = self._ended(request)
        if turn:
            latency_seconds = request.meta.get("download_latency", time.monotonic() - turn.taken_at)
            self.hosts.answered(
                turn.host, response.status, sent_at=turn.taken_at, latency_seconds=float(latency_seconds)
            )
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        """See Scrapy."""
        self._ended(request)

    def _ended(self, request: Request) -> Turn | None:
        turn: Turn | None = request.meta.pop("turn", None)
        if turn:
            self.spider.turns.end(turn)
        return turn

"""Scrapy's way of asking over HTTP, with a bound on what an answer may say before its body: nothing else counts that."""

from typing import Any, Final

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler.bodies import HoldingAgent

HEAD_MAX_BYTES: Final = 262_144
"""Status line and headers of one answer, as much as Chromium reads; each line becomes objects of twenty times its size."""
IN_BODY: Final = "BODY"
"""The state of Twisted's parser from the end of the headers on."""


class HeadTooLong(ValueError):
    """Headers without end."""


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """One connection; counts what comes before the body of each answer."""

    _head_bytes = 0

    def request(self, request: Any) -> "Deferred[Any]":
        """See Twisted."""
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, bytes: bytes) -> None:  # noqa: A002, N802  Twisted's names
        """See Twisted; the connection is dropped, and the request fails, when the head has got too long."""
        if self._parser is not None and self._parser.state != IN_BODY:
            self._head_bytes += len(bytes)
            if self._head_bytes > HEAD_MAX_BYTES:
                self._giveUp(Failure(HeadTooLong("The headers are too long.")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections."""

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: ARG002, N802  Twisted's name
        """See Twisted."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedHandler(HTTP11DownloadHandler):
    """For both schemes; there is no public way to hand Scrapy another factory."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory  # noqa: SLF001

    async def download_request(self, request: Request) -> Response:
        """See Scrapy."""
        agent = HoldingAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))

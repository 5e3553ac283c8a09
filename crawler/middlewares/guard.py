"""Refuses requests before they are sent: forbidden addresses, and hosts that are away or want to be left alone."""

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.httpobj import urlparse_cached

from crawler.component import Component
from crawler.refusals import Refused, reason_of
from crawler.resolver import GuardedResolver, guard_of
from imagesearch.core.guard import HostForbidden


class GuardMiddleware(Component):
    """The first to see every request, redirects and robots.txt included; names are judged again when they are resolved."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._guard = guard_of(crawler.settings)

    def process_request(self, request: Request) -> None:
        """See Scrapy.

        Raises:
            Refused: the request must not be sent, or is not worth it.
        """
        try:
            self._guard.check_url(request.url)
        except HostForbidden:
            raise Refused("host_forbidden") from None
        if refusal := self.hosts.refusal(urlparse_cached(request).netloc):
            raise Refused(refusal)

    def process_exception(self, request: Request, exception: Exception) -> Any:
        """See Scrapy; the resolver's refusal looks like an unknown host to Twisted."""
        if isinstance(exception, Refused):
            return None
        host = urlparse_cached(request)
        is_unresolved = isinstance(exception, CannotResolveHostError)
        reason = GuardedResolver.refusals.get(host.hostname or "", "") if is_unresolved else ""
        if not isinstance(exception, ValueError):
            self.hosts.failed(host.netloc, reason or reason_of(exception))
        if reason:
            raise Refused(reason)
        return None

"""Follows redirects of pictures and style sheets; where a page redirects to is a page of its own for the frontier."""

from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.refusals import Refused
from imagesearch.core.urls import url_join

REDIRECTS_MAX: Final = 10
STATUSES: Final = frozenset({301, 302, 303, 307, 308})


def redirect_target(response: Response) -> str | None:
    """Where a response sends us, as browsers read the header; None if it is no redirect to the web."""
    location = response.headers.get("Location")
    if response.status not in STATUSES or location is None:
        return None
    return url_join(response.url, location.decode("utf-8", "replace"))


class RedirectMiddleware:
    """Each hop is a new request, which passes all the other middlewares again."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """See Scrapy.

        Raises:
            Refused: too many hops.
        """
        target = None if request.meta.get("is_page") else redirect_target(response)
        if target is None:
            return response
        hops = request.meta.get("hops", 0) + 1
        if hops > REDIRECTS_MAX:
            raise Refused("redirect_loop")
        return request.replace(url=target, meta={**_carried(request), "hops": hops, "is_continued": True})


def _carried(request: Request) -> dict[str, object]:
    """Meta without what belongs to the old host's download slot."""
    dropped = ("download_slot", "download_latency")
    return {name: value for name, value in request.meta.items() if name not in dropped}

"""Follows redirects of pictures and style sheets; where a page redirects to is a page of its own for the frontier."""

from scrapy import Request
from scrapy.http import Response

from crawler.redirects import REDIRECTS_MAX, redirect_target
from crawler.refusals import Refused


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

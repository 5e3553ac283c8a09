"""Asks servers for what has changed only: between the other middlewares and the wire, so that bodies are kept as they came."""

import time
from dataclasses import replace

from scrapy import Request
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response

from crawler.cache import outcome_from
from crawler.component import Component
from imagesearch.fetch.answers import KeptAnswer
from imagesearch.fetch.freshness import headers_kept, may_keep, validators

CONDITIONS = ("If-None-Match", "If-Modified-Since")
OURS = ("kept", "known", "answer")
"""In a request's meta: the answer it asks about, what is known of a picture, what is to be kept of one."""
FROM_CACHE = "cached"
"""Scrapy's flag of a response that did not come over the wire."""


class CacheMiddleware(Component):
    """Looks up pages, style sheets, sitemaps and pictures; robots.txt is always asked for."""

    def process_request(self, request: Request) -> Response | None:
        """See Scrapy; a request that was redirected or is tried again comes with the marks of its last time."""
        for name in CONDITIONS:
            request.headers.pop(name, None)
        for name in OURS:
            request.meta.pop(name, None)
        if not _is_cacheable(request):
            return None
        kept = self.cache.find(request.url, is_picture=_is_picture(request))
        if kept is None:
            return None
        if kept.is_fresh():
            self.ledger.traffic.cache_hits += 1
            self.cache.used(kept)
            return self._restored(request, kept)
        asked = validators(kept.headers)
        if asked:
            request.headers.update(asked)
            request.meta["kept"] = kept
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """See Scrapy."""
        kept: KeptAnswer | None = request.meta.pop("kept", None)
        if FROM_CACHE in response.flags:
            return response
        self.ledger.traffic.bytes_received += len(response.body)
        if kept is not None and response.status == 304:
            return self._held(request, response, kept)
        if _is_cacheable(request) and response.status == 200:
            self.ledger.traffic.cache_misses += 1
            self._keep(request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """See Scrapy; what was cut off came over the wire all the same."""
        if isinstance(exception, DownloadCancelledError):
            self.ledger.traffic.bytes_received += request.meta.get("download_maxsize", 0)

    def _held(self, request: Request, response: Response, kept: KeptAnswer) -> Response:
        """The server says that what was kept still holds, and perhaps for how long from now on."""
        renewed = replace(kept, headers={**kept.headers, **headers_kept(_headers(response))}, kept_at=time.time())
        self.cache.keep_soon(renewed)
        self.ledger.traffic.cache_revalidated += 1
        return self._restored(request, renewed)

    def _keep(self, request: Request, response: Response) -> None:
        headers = _headers(response)
        is_static = bool(request.meta.get("is_static"))
        if not may_keep(response.status, headers, is_static=is_static) or response.flags:
            return  # a flag says that the body is cut
        answer = KeptAnswer(request.url, headers_kept(headers), time.time(), is_static, len(response.body))
        if _is_picture(request):
            request.meta["answer"] = answer  # kept when it is known what becomes of the picture
        else:
            self.cache.keep_soon(replace(answer, body=response.body))

    def _restored(self, request: Request, kept: KeptAnswer) -> Response:
        self.ledger.traffic.cache_bytes_saved += kept.wire_bytes
        headers: dict[str, list[str]] = {name: value.split("\n") for name, value in kept.headers.items()}
        if kept.facts:
            request.meta["known"] = outcome_from(kept.facts, 0)
            headers.pop("content-encoding", None)
        return Response(kept.url, headers=headers, body=kept.body, flags=[FROM_CACHE], request=request)


def _is_cacheable(request: Request) -> bool:
    return request.method == "GET" and not request.meta.get("is_robots")


def _is_picture(request: Request) -> bool:
    return request.meta.get("is_page") is False


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b"\n".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }

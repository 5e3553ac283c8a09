"""The crawl API: one class per operation; read the request, call a service or selector, write the answer."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from imagesearch.accounts.askers import asker
from imagesearch.accounts.limits import CRAWLS, person_count
from imagesearch.accounts.models import User
from imagesearch.crawls import examples
from imagesearch.crawls.links import crawl_links
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.options import options_read
from imagesearch.crawls.pagination import InOrderFound, NewestFirst
from imagesearch.crawls.selectors.crawls import crawl_for, crawl_snapshot, crawls_of
from imagesearch.crawls.selectors.hosts import host_seen, hosts_of
from imagesearch.crawls.selectors.images import images_of, page_of, pages_of
from imagesearch.crawls.selectors.lists import crawls_counts
from imagesearch.crawls.serializers import (
    SOURCES,
    CrawlCreated,
    CrawlInput,
    CrawlOutput,
    CrawlSummary,
    HostOutput,
    ImageFilters,
    ImageOutput,
    PageFilters,
    PageOutput,
    PageWithText,
    StrictSerializer,
    crawl_summary,
)
from imagesearch.crawls.services.lifecycle import (
    crawl_cancel,
    crawl_delete,
    crawl_pause,
    crawl_resume,
    crawl_retry_failed,
    crawl_start,
)
from imagesearch.crawls.services.sources import crawl_start_list, list_size_check
from imagesearch.lists.formats import rows_read
from imagesearch.lists.json_rows import values_read

PAGING = ("cursor", "page_size")
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="application/problem+json with a stable `code`.")


class CrawlsApi(APIView):
    """All crawls of the asker, and the way to a new one."""

    pagination_class = NewestFirst

    @extend_schema(
        operation_id="crawls_list",
        summary="List crawls",
        responses=CrawlSummary(many=True),
        examples=[examples.answer_example(examples.SUMMARY)],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        pages = NewestFirst()
        crawls = pages.paginate_queryset(crawls_of(asker(request)), request, self) or []
        counts = crawls_counts(crawls)
        rows = [crawl_summary(crawl, counts[crawl.id].model_dump()) for crawl in crawls]
        return pages.get_paginated_response(CrawlSummary(rows, many=True).data)

    @extend_schema(
        operation_id="crawls_create",
        summary="Start a crawl",
        request=CrawlInput,
        responses={201: CrawlCreated, 400: PROBLEM, 429: PROBLEM},
        examples=[
            examples.request_example(examples.CRAWL_INPUT),
            examples.request_example(examples.LIST_INPUT, "A list"),
            examples.answer_example(examples.CRAWL_CREATED, "201"),
            examples.answer_example(examples.LIST_CREATED, "201", "A list"),
            examples.answer_example(examples.PROBLEM_DOCUMENT, "400"),
        ],
    )
    def post(self, request: Request) -> Response:
        """The address is checked at once: a host that is unknown or not public is refused here."""
        given = dict(_valid(CrawlInput(data=request.data)))
        person_count(CRAWLS, asker(request))
        crawl = _started(asker(request), given)
        links = crawl_links(crawl.id)
        report = {"list": crawl.listing} if crawl.listing else {}
        body = {"id": crawl.id, "status": crawl.status, "links": links, **report}
        return Response(body, status=status.HTTP_201_CREATED, headers={"Location": links["self"]})


class CrawlApi(APIView):
    """One crawl."""

    @extend_schema(
        operation_id="crawls_read",
        summary="Read a crawl",
        responses={200: CrawlOutput, 404: PROBLEM},
        examples=[examples.answer_example(examples.CRAWL)],
    )
    def get(self, request: Request, crawl_id: str) -> Response:
        """Its whole state, as the first event of a connection also gives it."""
        return _crawl_response(crawl_for(asker(request), crawl_id))

    @extend_schema(operation_id="crawls_delete", summary="Delete a crawl", responses={204: None, 404: PROBLEM})
    def delete(self, request: Request, crawl_id: str) -> Response:
        """With everything that was found; a crawl under way is stopped."""
        crawl_delete(crawl_for(asker(request), crawl_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class CrawlActApi(APIView):
    """Base of the operations that change a crawl's state; 409 where the state does not allow it."""

    service: Callable[[Crawl], Crawl]

    def act(self, request: Request, crawl_id: str) -> Response:
        """Call the service; the answer is the crawl as it is now."""
        return _crawl_response(type(self).service(crawl_for(asker(request), crawl_id)))


_CRAWL_OR_CONFLICT: dict[int, Any] = {200: CrawlOutput, 404: PROBLEM, 409: PROBLEM}


class CrawlPauseApi(CrawlActApi):
    """Stop fetching for now."""

    service = staticmethod(crawl_pause)

    @extend_schema(summary="Pause a crawl", request=None, responses=_CRAWL_OR_CONFLICT)
    def post(self, request: Request, crawl_id: str) -> Response:
        """Pages in flight are finished; the rest is kept."""
        return self.act(request, crawl_id)


class CrawlResumeApi(CrawlActApi):
    """Go on."""

    service = staticmethod(crawl_resume)

    @extend_schema(summary="Resume a paused crawl", request=None, responses=_CRAWL_OR_CONFLICT)
    def post(self, request: Request, crawl_id: str) -> Response:
        """Goes on where it was paused."""
        return self.act(request, crawl_id)


class CrawlCancelApi(CrawlActApi):
    """Stop for good."""

    service = staticmethod(crawl_cancel)

    @extend_schema(summary="Cancel a crawl", request=None, responses=_CRAWL_OR_CONFLICT)
    def post(self, request: Request, crawl_id: str) -> Response:
        """What is indexed stays searchable."""
        return self.act(request, crawl_id)


class CrawlRetryFailedApi(CrawlActApi):
    """Try again what failed."""

    service = staticmethod(crawl_retry_failed)

    @extend_schema(summary="Try everything again that failed", request=None, responses=_CRAWL_OR_CONFLICT)
    def post(self, request: Request, crawl_id: str) -> Response:
        """Failed pages and pictures; what was left out on purpose stays left out."""
        return self.act(request, crawl_id)


class CrawlImagesApi(APIView):
    """The pictures of a crawl, each with its end or the step it has reached."""

    pagination_class = InOrderFound

    @extend_schema(
        summary="List a crawl's pictures",
        parameters=[ImageFilters],
        responses={200: ImageOutput(many=True), 404: PROBLEM},
        examples=[examples.answer_example(examples.IMAGE)],
    )
    def get(self, request: Request, crawl_id: str) -> Response:
        """In the order they were found."""
        crawl = crawl_for(asker(request), crawl_id)
        pages = InOrderFound()
        wanted = _filters(ImageFilters, request)
        wanted["format_name"] = wanted.pop("format", "")
        images = pages.paginate_queryset(images_of(crawl, **wanted), request, self)
        return pages.get_paginated_response(ImageOutput(images, many=True).data)


class CrawlPagesApi(APIView):
    """The pages of a crawl."""

    pagination_class = InOrderFound

    @extend_schema(
        summary="List a crawl's pages",
        parameters=[PageFilters],
        responses={200: PageOutput(many=True), 404: PROBLEM},
        examples=[examples.answer_example(examples.PAGE)],
    )
    def get(self, request: Request, crawl_id: str) -> Response:
        """In the order they were found."""
        crawl = crawl_for(asker(request), crawl_id)
        pages = InOrderFound()
        rows = pages.paginate_queryset(pages_of(crawl, **_filters(PageFilters, request)), request, self)
        return pages.get_paginated_response(PageOutput(rows, many=True).data)


class CrawlPageApi(APIView):
    """One page of a crawl."""

    @extend_schema(
        summary="Read a page with its text",
        responses={200: PageWithText, 404: PROBLEM},
        examples=[examples.answer_example(examples.PAGE_WITH_TEXT)],
    )
    def get(self, request: Request, crawl_id: str, page_id: int) -> Response:
        """What the page says, and how its visit ended."""
        page = page_of(crawl_for(asker(request), crawl_id), page_id)
        return Response(PageWithText(page).data)


def _started(owner: User, given: dict[str, Any]) -> Crawl:
    """A crawl of whichever source the request names."""
    url, urls, file = (given.pop(name, None) for name in SOURCES)
    options = options_read(given)
    if url is not None:
        return crawl_start(owner=owner, url=url, options=options)
    if urls is not None:
        return crawl_start_list(owner=owner, rows=values_read(urls), options=options)
    list_size_check(file.size)
    return crawl_start_list(owner=owner, rows=rows_read(file.file, file.name), options=options, name=file.name)


class CrawlHostsApi(APIView):
    """The hosts that a crawl asks, each with its rules, its pace and how it answers."""

    pagination_class = InOrderFound

    @extend_schema(
        summary="List a crawl's hosts",
        responses={200: HostOutput(many=True), 404: PROBLEM},
        examples=[examples.answer_example(examples.HOST)],
    )
    def get(self, request: Request, crawl_id: str) -> Response:
        """In the order in which they were first asked."""
        crawl = crawl_for(asker(request), crawl_id)
        pages = InOrderFound()
        rows = pages.paginate_queryset(hosts_of(crawl), request, self) or []
        return pages.get_paginated_response(HostOutput(map(host_seen, rows), many=True).data)


def _crawl_response(crawl: Crawl) -> Response:
    return Response(CrawlOutput({**crawl_snapshot(crawl), "links": crawl_links(crawl.id)}).data)


def _filters(filters: type[StrictSerializer], request: Request) -> dict[str, str]:
    given = {name: value for name, value in request.query_params.items() if name not in PAGING and value}
    return dict(_valid(filters(data=given)))


def _valid(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    validated: dict[str, Any] = serializer.validated_data
    return validated

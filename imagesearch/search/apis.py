"""The search API."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from imagesearch.accounts.askers import asker
from imagesearch.search.examples_api import ANSWER, QUESTION
from imagesearch.search.serializers import SearchInput, SearchOutput
from imagesearch.search.services import search_ask

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="application/problem+json with a stable `code`.")


class SearchApi(APIView):
    """Search the pictures of one or several crawls."""

    @extend_schema(
        operation_id="search",
        summary="Search pictures",
        request={"application/json": SearchInput, "multipart/form-data": SearchInput},
        responses={200: SearchOutput, 400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
        examples=[
            OpenApiExample("By words", value=QUESTION, request_only=True),
            OpenApiExample("Results", value=ANSWER, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """By words, by a picture (id, address or upload), or both; while a crawl runs, too."""
        given = SearchInput(data=_given(request.data))
        given.is_valid(raise_exception=True)
        return Response(search_ask(asker(request), given.request()))


def _given(data: Any) -> Any:
    """A form as the JSON that it stands for: only `crawls` may be there several times."""
    if not isinstance(data, QueryDict):
        return data
    lists = {"crawls": data.getlist("crawls")} if "crawls" in data else {}
    return {**{str(name): data[name] for name in data}, **lists}

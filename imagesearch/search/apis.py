"""The search API."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from imagesearch.accounts.askers import asker
from imagesearch.accounts.limits import SEARCHES, person_count
from imagesearch.search.examples_api import ANSWER, QUESTION, QUESTION_BY_EXAMPLES
from imagesearch.search.serializers import SearchInput, SearchOutput, json_read
from imagesearch.search.services import search_ask

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="application/problem+json with a stable `code`.")


class SearchApi(APIView):
    """Search the pictures of one or several crawls."""

    @extend_schema(
        operation_id="search",
        summary="Search pictures",
        request={"application/json": SearchInput, "multipart/form-data": SearchInput},
        responses={200: SearchOutput, 400: PROBLEM, 404: PROBLEM, 409: PROBLEM, 429: PROBLEM, 503: PROBLEM},
        examples=[
            OpenApiExample("By words", value=QUESTION, request_only=True),
            OpenApiExample("By several pictures", value=QUESTION_BY_EXAMPLES, request_only=True),
            OpenApiExample("Results", value=ANSWER, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """By words, by pictures (id, address or upload) to be like or unlike, or both; while a crawl runs, too."""
        given = SearchInput(data=_given(request.data))
        given.is_valid(raise_exception=True)
        person_count(SEARCHES, asker(request))
        return Response(search_ask(asker(request), given.request()))


def _given(data: Any) -> Any:
    """A form as the JSON that it stands for: only `crawls` may be there several times.

    An example of `examples` names the field in which its file was sent.
    """
    if not isinstance(data, QueryDict):
        return data
    given: dict[str, Any] = {str(name): data[name] for name in data}
    if "crawls" in given:
        given["crawls"] = data.getlist("crawls")
    if "examples" in given:
        files = {name: given.pop(name) for name in list(given) if _is_example_file(name, given[name])}
        given["examples"] = _with_files(json_read(given["examples"]), files)
    return given


def _is_example_file(name: str, value: Any) -> bool:
    return name != "image" and isinstance(value, UploadedFile)


def _with_files(examples: Any, files: dict[str, Any]) -> Any:
    if not isinstance(examples, list):
        return examples
    named = [one.get("image") if isinstance(one, dict) else None for one in examples]
    pairs = zip(examples, named, strict=True)
    return [{**one, "image": files[name]} if isinstance(name, str) and name in files else one for one, name in pairs]

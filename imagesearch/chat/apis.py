"""The chat API: JSON, or the same in parts as server-sent events."""

import json
import logging
from collections.abc import AsyncGenerator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from imagesearch.accounts.askers import asker
from imagesearch.accounts.limits import CHAT, person_count
from imagesearch.accounts.problems import problem_response
from imagesearch.chat.examples_api import ANSWER, MESSAGE
from imagesearch.chat.serializers import ChatInput, ChatOutput
from imagesearch.chat.services import Step, exchange_begin
from imagesearch.core.errors import ImageSearchError
from imagesearch.live.sse import CONTENT_TYPE, EventStreamRenderer

log = logging.getLogger(__name__)

PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, description="application/problem+json with a stable `code`.")


class ChatApi(APIView):
    """Talk to the search of one or several crawls."""

    renderer_classes = [JSONRenderer, EventStreamRenderer]

    @extend_schema(
        operation_id="chat",
        summary="Search in a conversation",
        description="With `Accept: text/event-stream` the parts come as the events understood, results, sentence and done.",
        request=ChatInput,
        responses={
            (200, "application/json"): ChatOutput, (200, CONTENT_TYPE): OpenApiTypes.STR, 400: PROBLEM, 404: PROBLEM, 429: PROBLEM,
            503: PROBLEM,
        },
        examples=[
            OpenApiExample("Begin", value=MESSAGE, request_only=True),
            OpenApiExample("Answer", value=ANSWER, response_only=True, status_codes=["200"]),
        ],
    )  # fmt: skip
    def post(self, request: Request) -> Response | StreamingHttpResponse:
        """Each message edits the same query as the search box; the answer says what was searched and shows it."""
        given = ChatInput(data=request.data)
        given.is_valid(raise_exception=True)
        person_count(CHAT, asker(request))
        steps = exchange_begin(asker(request), given.said()).steps()
        if getattr(request.accepted_renderer, "media_type", "") != CONTENT_TYPE:
            return Response({name: value for _, part in steps for name, value in part.items()})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(chat_stream(steps), content_type=CONTENT_TYPE, headers=headers)


async def chat_stream(steps: Iterator[Step]) -> AsyncGenerator[bytes, None]:
    """The steps as events, each when it is there; what goes wrong on the way is the last one, a problem document."""
    try:
        while step := await sync_to_async(_next)(steps):
            yield _frame(*step)
    except ImageSearchError as error:
        yield _frame("error", _problem(error))
    except Exception as error:
        log.exception("chat_stream_failed")
        yield _frame("error", _problem(ImageSearchError("An internal error; the log holds it.", code="internal")))
        raise error from None


def _next(steps: Iterator[Step]) -> Step | None:
    return next(steps, None)


def _problem(error: ImageSearchError) -> dict[str, Any]:
    response = problem_response(error, {})
    return dict(response.data) if response is not None else {}


def _frame(name: str, part: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(part)}\n\n".encode()

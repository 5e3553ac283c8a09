"""One shape for every API error: problem+json (RFC 9457) with a stable `code`."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from imagesearch.core.errors import Conflict, ImageSearchError, Misconfigured, NotFound, Rejected, TooMany, Unavailable

CONTENT_TYPE: Final = "application/problem+json"
HTTP_STATUS: Final[tuple[tuple[type[ImageSearchError], int], ...]] = (
    (NotFound, status.HTTP_404_NOT_FOUND),
    (Conflict, status.HTTP_409_CONFLICT),
    (Rejected, status.HTTP_400_BAD_REQUEST),
    (Unavailable, status.HTTP_503_SERVICE_UNAVAILABLE),
    (Misconfigured, status.HTTP_500_INTERNAL_SERVER_ERROR),
)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: our errors and DRF's own in one shape; None lets a bug surface as such."""
    if isinstance(error, TooMany):
        answer = problem(status.HTTP_429_TOO_MANY_REQUESTS, code=error.reason_code, detail=error.sentence)
        answer["Retry-After"] = str(error.retry_after_seconds)
        return answer
    if isinstance(error, ImageSearchError):
        http_status = next((code for kind, code in HTTP_STATUS if isinstance(error, kind)), 500)
        return problem(http_status, code=error.reason_code, detail=error.sentence, fields=dict(error.fields))
    response = exception_handler(error, context)
    if response is None:
        return None
    answer = problem(response.status_code, code=_code(error), detail=_detail(error), fields=_fields(error))
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer


def problem(http_status: int, *, code: str, detail: str, fields: dict[str, Any] | None = None) -> Response:
    """A problem document."""
    body = {
        "type": "about:blank",
        "title": code.replace("_", " "),
        "status": http_status,
        "code": code,
        "detail": detail,
    }
    return Response({**body, **({"fields": fields} if fields else {})}, status=http_status, content_type=CONTENT_TYPE)


class PermanentRedirect(HttpResponseRedirectBase):
    """Unlike Django's 301, leaves a POST a POST with its body (RFC 9110, 15.4.9)."""

    status_code = 308


@csrf_exempt
def address_unknown(request: HttpRequest) -> HttpResponse:
    """Answers for every address below `/api/v1/` that is none: a program expects a problem document, not a page.

    Who only forgot the slash at the end is sent on.
    """
    slashed = f"{request.path}/"
    if not request.path.endswith("/") and resolve(slashed).func is not address_unknown:
        query = request.META.get("QUERY_STRING", "")
        return PermanentRedirect(f"{slashed}?{query}" if query else slashed)
    detail = f"There is nothing at {request.path}; /api/docs/ lists what there is."
    document = problem(status.HTTP_404_NOT_FOUND, code=NotFound.code, detail=detail).data
    return JsonResponse(document, status=status.HTTP_404_NOT_FOUND, content_type=CONTENT_TYPE)


def _code(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "invalid"
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return str(error.default_code) if isinstance(error, APIException) else "error"


def _detail(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{name}: {', '.join(map(str, texts))}" for name, texts in _fields(error).items())
    return str(getattr(error, "detail", "")) or "Not found."


def _fields(error: Exception) -> dict[str, Any]:
    if not isinstance(error, ValidationError):
        return {}
    detail = error.detail
    return dict(detail) if isinstance(detail, dict) else {"request": detail}

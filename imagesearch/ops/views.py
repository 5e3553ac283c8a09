"""Health and metrics over HTTP."""

from dataclasses import asdict
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from imagesearch.ops.caching import cache_reports
from imagesearch.ops.health import health_parts, is_ready
from imagesearch.ops.metrics import registry

PUBLIC_FIELDS: Final = ("name", "state")
"""What a stranger may know; sentences name folders and versions."""


def health(request: HttpRequest) -> JsonResponse:
    """Live by answering; ready when no part is missing, else 503. Staff, and the local owner, see the reasons."""
    parts = health_parts()
    shown = [asdict(part) for part in parts]
    if not request.user.is_staff:
        shown = [{field: part[field] for field in PUBLIC_FIELDS} for part in shown]
    ready = is_ready(parts)
    return JsonResponse({"live": True, "ready": ready, "parts": shown}, status=200 if ready else 503)


def health_cache(_: HttpRequest) -> JsonResponse:
    """Hits, misses, size and milliseconds saved of every cache; numbers only, so anybody may know them."""
    return JsonResponse({"layers": [asdict(report) for report in cache_reports()]})


def live(_: HttpRequest) -> JsonResponse:
    """The process answers: for supervisors that restart what does not."""
    return JsonResponse({"live": True})


def metrics(_: HttpRequest) -> HttpResponse:
    """What Prometheus reads; numbers only, of no single crawl."""
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

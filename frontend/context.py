"""What every page is told: who acts, and which model serves."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from imagesearch.core.errors import ImageSearchError
from imagesearch.embedding.choosing import model_chosen


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of all templates; reads no table, one small file."""
    session = getattr(request, "session", {})
    return {"is_local_owner": SESSION_KEY not in session, "model_notice": _model_notice()}


def _model_notice() -> str:
    """What people must know about the model that serves; a missing one shows here instead of breaking every page."""
    try:
        return model_chosen().notice
    except ImageSearchError as error:
        return error.sentence

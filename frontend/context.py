"""What every page is told: who acts, and which model serves."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of all templates; reads no table."""
    session = getattr(request, "session", {})
    return {"is_local_owner": SESSION_KEY not in session}

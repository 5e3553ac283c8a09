"""What Django and Celery check before a process starts: the environment holds no misspelt name and nothing is missing."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from imagesearch import env

NEEDED_IN_PRODUCTION = ("DATABASE_URL", "REDIS_URL")


@register()
def environment_check(**_: Any) -> list[CheckMessage]:
    """A misspelt variable is louder than a default."""
    return [
        Error(f"Nothing reads the variable {name}.", hint=".env.example lists every variable.", id="imagesearch.E001")
        for name in env.unknown_names()
    ]


@register()
def production_check(**_: Any) -> list[CheckMessage]:
    """Outside embedded mode nobody starts the services: each must be named."""
    if settings.IS_EMBEDDED:
        return []
    return [
        Error(
            f"{env.PREFIX}{name} must be set in production mode.",
            hint=env.VARIABLES[name].meaning,
            id="imagesearch.E002",
        )
        for name in NEEDED_IN_PRODUCTION
        if not getattr(env, name)
    ]

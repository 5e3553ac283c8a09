"""Rankings kept for a while, so that paging neither skips nor repeats while a crawl adds pictures."""

import hashlib
import json
import secrets
from typing import Final

from django.core.cache import cache
from pydantic import ValidationError
from redis.exceptions import RedisError

from imagesearch.jobs.messages import SearchQuery
from imagesearch.search.results import Ranking

TTL_SECONDS: Final = 2 * 3600
"""Longer than an answer may be cached: its next page must still be there."""
PREFIX: Final = "ranking:"


def ranking_keep(ranking: Ranking) -> str:
    """Keep a ranking; its name, which nobody can guess. Without Redis nothing is kept, and paging asks anew."""
    name = secrets.token_urlsafe(12)
    try:
        cache.set(PREFIX + name, ranking.model_dump_json(), TTL_SECONDS)
    except (RedisError, OSError):
        return ""
    return name


def ranking_kept(name: str, question: str) -> Ranking | None:
    """A ranking, unless it is too old or answers another question."""
    try:
        kept = cache.get(PREFIX + name) if name else None
        ranking = Ranking.model_validate_json(kept) if kept else None
    except (RedisError, OSError, ValidationError):
        return None
    return ranking if ranking and ranking.question == question else None


def question_of(message: SearchQuery) -> str:
    """What a message asks, whatever page of the answer it wants."""
    asked = message.model_dump(mode="json", exclude={"ranking", "offset", "limit", "seen", "crawls"})
    asked["crawls"] = [crawl.id for crawl in message.crawls]  # however far each of them is
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

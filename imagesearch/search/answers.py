"""Whole answers of searches, kept for a while: a hit needs neither the search worker nor the tables of pictures."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

from imagesearch.caches.layers import RESULTS
from imagesearch.caches.store import cache_get, cache_put
from imagesearch.crawls.models import Crawl
from imagesearch.search.reading import parser_identity
from imagesearch.search.requests import Example, SearchRequest

FILTERED_TTL_SECONDS: Final = 30 * 60
"""Answers with filters are asked for again less often."""
MAKESHIFT_TTL_SECONDS: Final = 60
"""Read by the rules because the language model was away: it may be back soon."""
EDITION: Final = 1
"""To be raised when answers look differently: those kept by another release are not read."""


def answer_key(crawls: Iterable[Crawl], request: SearchRequest) -> str:
    """Names the answer to a request; another one as soon as a collection that it searches has changed.

    The crawls are named, so only who may search them comes to the same key.
    """
    asked = {
        "edition": EDITION, "parser": parser_identity(), "text": request.text.strip(), "not": request.unwanted,
        "collections": [[crawl.id, crawl.card_key, crawl.index_version] for crawl in crawls],
        "examples": [_example_key(example) for example in request.examples], "filters": request.filters.given(),
        "sort": request.sort, "diversity": request.diversity, "limit": request.limit, "cursor": request.cursor.token(),
    }  # fmt: skip
    return json.dumps(asked, sort_keys=True)


def answer_kept(key: str) -> dict[str, Any] | None:
    """The answer, if it is kept."""
    kept = cache_get(RESULTS, key)
    answer: dict[str, Any] | None = json.loads(kept) if kept is not None else None
    return answer


def answer_keep(key: str, answer: dict[str, Any], *, cost_ms: float, is_makeshift: bool) -> None:
    """Keep an answer that took so many milliseconds."""
    ttl_seconds = FILTERED_TTL_SECONDS if answer["query"]["filters"] else RESULTS.ttl_seconds
    ttl_seconds = min(ttl_seconds, MAKESHIFT_TTL_SECONDS) if is_makeshift else ttl_seconds
    cache_put(RESULTS, key, json.dumps(answer).encode(), cost_ms=cost_ms, ttl_seconds=ttl_seconds)


def _example_key(example: Example) -> list[Any]:
    upload = hashlib.sha256(example.upload).hexdigest() if example.upload else ""
    return [example.image_id, example.url, upload, example.weight]

"""A search from the asker's side: check what may be searched, ask the search worker, join its answer to rows."""

import hashlib
import time
from typing import Any

from imagesearch import env
from imagesearch.accounts.models import User
from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.core.errors import Rejected
from imagesearch.crawls.selectors.crawls import crawl_for
from imagesearch.crawls.selectors.images import image_for
from imagesearch.jobs.messages import SearchQuery
from imagesearch.jobs.sending import ask
from imagesearch.search.examples import thumbnail_of
from imagesearch.search.requests import Cursor, Example, SearchRequest
from imagesearch.search.results import SearchReply
from imagesearch.search.selectors import results_of


def search_ask(user: User, request: SearchRequest) -> dict[str, Any]:
    """Search, for one who may see what is searched.

    Args:
        user: who asks; a crawl or picture of somebody else is not found.
        request: what is asked.

    Returns:
        The body of the API's answer.

    Raises:
        NotFound: no such crawl or picture.
        Rejected: nothing to look for, or the picture cannot be read.
        Unavailable: Redis, the search worker or the vector store does not answer.
    """
    started = time.perf_counter()
    message = _message(user, request)
    reply = SearchReply.model_validate(ask(message, timeout_seconds=env.SEARCH_TIMEOUT_SECONDS))
    body = {
        "query": _understood(request),
        "sentence": _sentence(request, reply),
        "strong": reply.strong,
        "total": reply.total,
        "excluded": reply.excluded,
        "notices": list(reply.notices),
        "results": results_of(reply.hits, first_rank=message.offset + 1),
        "next_cursor": _next(message, reply),
    }
    return {"took_ms": round((time.perf_counter() - started) * 1000, 1), **body}


def _message(user: User, request: SearchRequest) -> SearchQuery:
    if not (request.text.strip() or request.example):
        raise Rejected("Say what to look for, in words or by a picture.", code="query_empty")
    crawls = [crawl_for(user, crawl_id) for crawl_id in request.crawl_ids]
    return SearchQuery(
        crawl_ids=tuple(crawl.id for crawl in crawls),
        text=request.text,
        text_not=request.text_not,
        filters=request.filters.given(),
        ranking=request.cursor.ranking,
        offset=request.cursor.offset,
        limit=request.limit,
        **_example(user, request.example),
    )


def _example(user: User, example: Example | None) -> dict[str, Any]:
    if example is None:
        return {}
    if example.image_id is not None:
        return {"image_id": image_for(user, example.image_id).pk}
    if example.url:
        return {"picture_url": example.url}
    jpeg = thumbnail_of(example.upload)
    key = hashlib.sha256(jpeg).hexdigest()
    blob_store().put(BlobKind.QUERY, key, jpeg)
    return {"picture_key": key}


def _understood(request: SearchRequest) -> dict[str, Any]:
    """The query as it was read, so that the asker can see and change it."""
    example = request.example
    value = {"id": example.image_id, "url": example.url, "upload": None}[example.kind] if example else None
    return {
        "text": request.text.strip(),
        "not": [part.strip() for part in request.text_not.split(",") if part.strip()],
        "image": {"kind": example.kind, "value": value} if example else None,
        "filters": request.filters.given(),
        "crawls": list(request.crawl_ids),
    }


def _sentence(request: SearchRequest, reply: SearchReply) -> str:
    """What came out, for people."""
    what = f"“{request.text.strip()}”" if request.text.strip() else "the picture"
    if not reply.total:
        return "No picture is searchable here yet, or none fits the filters."
    if not reply.strong:
        return f"Nothing here matches {what} well; these come closest."
    return f"{reply.strong} {'picture matches' if reply.strong == 1 else 'pictures match'} {what}."


def _next(message: SearchQuery, reply: SearchReply) -> str | None:
    following = message.offset + len(reply.hits)
    return Cursor(reply.ranking, following).token() if reply.hits and following < reply.total else None

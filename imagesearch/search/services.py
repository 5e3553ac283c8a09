"""A search from the asker's side: check what may be searched, ask the search worker, join its answer to rows."""

import hashlib
import time
from collections.abc import Iterable
from typing import Any

from imagesearch import env
from imagesearch.accounts.models import User
from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.core.errors import Rejected
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawls_searched
from imagesearch.crawls.selectors.images import image_for
from imagesearch.jobs.messages import QueryExample, SearchedCrawl, SearchQuery
from imagesearch.jobs.sending import ask
from imagesearch.search.answers import answer_keep, answer_kept, answer_key
from imagesearch.search.examples import thumbnail_of
from imagesearch.search.filters import filters_read
from imagesearch.search.parsing import ParsedQuery, chip_views
from imagesearch.search.reading import Reading, query_read
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
    crawls = crawls_searched(user, request.crawl_ids)
    key = answer_key(crawls, request)
    body = answer_kept(key)
    is_kept = body is not None
    if body is None:
        reading = query_read(request.text)
        body = _search(_message(user, request, reading.parsed, crawls), request, reading)
        answer_keep(key, body, cost_ms=_ms_since(started), is_makeshift=bool(reading.note))
    return {"took_ms": round(_ms_since(started), 1), "is_kept": is_kept, **body}


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _search(message: SearchQuery, request: SearchRequest, reading: Reading) -> dict[str, Any]:
    """Ask the search worker, and join its answer to the rows of pictures."""
    reply = SearchReply.model_validate(ask(message, timeout_seconds=env.SEARCH_TIMEOUT_SECONDS))
    return {
        "query": _understood(request, reading, message),
        "sentence": _sentence(reading.parsed, message, reply),
        "strong": reply.strong,
        "total": reply.total,
        "excluded": reply.excluded,
        "notices": list(reply.notices),
        "facets": reply.facets,
        "results": results_of(reply.hits, first_rank=message.offset + 1),
        "next_cursor": _next(message, reply),
    }


def _message(user: User, request: SearchRequest, parsed: ParsedQuery, crawls: Iterable[Crawl]) -> SearchQuery:
    filters = filters_read({**parsed.to_filters(), **request.filters.given()})
    is_anything = request.examples or parsed.subject or parsed.phrases or parsed.sort or request.sort or filters.given()
    if not is_anything:
        raise _nothing_asked(parsed)
    return SearchQuery(
        crawls=tuple(_searched(crawl) for crawl in crawls),
        text=parsed.subject,
        concepts_not=tuple(dict.fromkeys(request.unwanted + parsed.excluded)),
        phrases=parsed.phrases,
        filters=filters.given(),
        sort=request.sort or parsed.sort or "",
        diversity=request.diversity,
        examples=tuple(_example(user, example) for example in request.examples),
        ranking=request.cursor.ranking,
        seen=request.cursor.seen,
        offset=request.cursor.offset,
        limit=request.limit,
    )


def _searched(crawl: Crawl) -> SearchedCrawl:
    return SearchedCrawl(id=crawl.id, card_key=crawl.card_key, index_version=crawl.index_version)


def _nothing_asked(parsed: ParsedQuery) -> Rejected:
    if parsed.problems:
        problems = [problem.model_dump(mode="json") for problem in parsed.problems]
        return Rejected(parsed.problems[0].sentence, code="query_invalid", problems=problems)
    return Rejected("Say what to look for, in words or by a picture.", code="query_empty")


def _example(user: User, example: Example) -> QueryExample:
    if example.image_id is not None:
        return QueryExample(image_id=image_for(user, example.image_id).pk, weight=example.weight)
    if example.url:
        return QueryExample(picture_url=example.url, weight=example.weight)
    jpeg = thumbnail_of(example.upload)
    key = hashlib.sha256(jpeg).hexdigest()
    blob_store().put(BlobKind.QUERY, key, jpeg)
    return QueryExample(picture_key=key, weight=example.weight)


def _understood(request: SearchRequest, reading: Reading, message: SearchQuery) -> dict[str, Any]:
    """The query as it was read, so that the asker can see and change it."""
    examples = [example.view() for example in request.examples]
    image = {name: examples[0][name] for name in ("kind", "value")} if examples else None
    return {
        "text": request.text.strip(),
        "parser": reading.parser,
        "parser_note": reading.note,
        "read_as": reading.text.strip(),
        "subject": message.text,
        "not": list(message.concepts_not),
        "phrases": list(message.phrases),
        "image": image,
        "examples": examples,
        "filters": message.filters,
        "sort": message.sort or "relevance",
        "diversity": message.diversity,
        "chips": [chip.model_dump(mode="json") for chip in chip_views(reading.text, reading.parsed)],
        "problems": [problem.model_dump(mode="json") for problem in reading.parsed.problems],
        "crawls": [crawl.id for crawl in message.crawls],
    }


def _sentence(parsed: ParsedQuery, message: SearchQuery, reply: SearchReply) -> str:
    """What came out, for people."""
    said = " ".join([parsed.subject, *(f"“{phrase}”" for phrase in parsed.phrases)]).strip()
    what = f"“{said}”" if said else _pictures_said(message) if message.examples else "these filters"
    if not reply.total:
        return "No picture is searchable here yet, or none fits the filters."
    if not reply.strong:
        return f"Nothing here matches {what} well; these come closest."
    return f"{reply.strong} {'picture matches' if reply.strong == 1 else 'pictures match'} {what}."


def _pictures_said(message: SearchQuery) -> str:
    return "the picture" if len(message.examples) == 1 else "the pictures"


def _next(message: SearchQuery, reply: SearchReply) -> str | None:
    following = message.offset + len(reply.hits)
    return Cursor(reply.ranking, following, reply.seen).token() if reply.hits and following < reply.total else None

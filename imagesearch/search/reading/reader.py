"""One way to read a query, for the search and whoever else wants to know what a text means."""

import time
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from imagesearch import env
from imagesearch.caches.layers import PARSER
from imagesearch.caches.store import cache_get, cache_put
from imagesearch.search.parsing import ParsedQuery, query_parse
from imagesearch.search.parsing.tokens import TokenKind, tokens_of
from imagesearch.search.reading.asking import Asker
from imagesearch.search.reading.failure import ReadingFailed

RULES: Final = "rules"
RULES_EDITION: Final = 2
"""To be raised when the rules read something differently: readings are kept for days."""


class Reading(BaseModel):
    """A query as it was understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parsed: ParsedQuery
    text: str
    """What the chips' places refer to: what was typed, or what a model made of it in the explicit syntax."""
    parser: str = RULES
    """Who read it: `rules`, or `llm`."""
    note: str = ""
    """Why the rules read it although there is a model; such a reading is not kept."""


def query_read(text: str) -> Reading:
    """What a query means; never fails, whatever the text is, and waits for a model no longer than it may."""
    started = time.perf_counter()
    key = f"{parser_identity()} {text}"
    kept = cache_get(PARSER, key)
    if kept is not None:
        try:
            return Reading.model_validate_json(kept)
        except ValidationError:  # of another release
            pass
    reading = _read(text)
    if not reading.note:
        cost_ms = (time.perf_counter() - started) * 1000
        cache_put(PARSER, key, reading.model_dump_json().encode(), cost_ms=cost_ms)
    return reading


def parser_identity() -> str:
    """Who reads queries here: what was read by another is not the same."""
    model = f"llm {env.LLM_MODEL} {env.LLM_BASE_URL}" if env.LLM_BASE_URL else RULES
    return f"{model} {RULES_EDITION}"


def _read(text: str) -> Reading:
    if not env.LLM_BASE_URL or not text.strip() or _is_explicit(text):
        return Reading(parsed=query_parse(text), text=text)
    try:
        return _read_by_model(text)
    except ReadingFailed as error:
        return Reading(parsed=query_parse(text), text=text, note=error.sentence)


def _read_by_model(text: str) -> Reading:
    written = _asker(env.LLM_BASE_URL, env.LLM_API_KEY, env.LLM_MODEL).form(text).text()
    parsed = query_parse(written)
    if parsed.problems or not (parsed.subject or parsed.chips):
        raise ReadingFailed("answer_unusable")
    return Reading(parsed=parsed, text=written, parser="llm")


def _is_explicit(text: str) -> bool:
    """Whether the text uses the explicit syntax: then it means what it says, and chips lead to texts of that kind."""
    return any(token.kind in EXPLICIT or token.is_excluded or token.is_literal for token in tokens_of(text))


EXPLICIT: Final = (TokenKind.FIELD, TokenKind.PHRASE, TokenKind.QUOTE)


@cache
def _asker(base_url: str, api_key: str, model: str) -> Asker:
    return Asker(base_url=base_url, api_key=api_key, model=model, timeout_seconds=env.LLM_TIMEOUT_SECONDS)

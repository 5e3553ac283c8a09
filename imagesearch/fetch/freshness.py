"""When an answer of a web server may be kept, used again unasked, or asked about again: RFC 9111, for a cache of one owner."""

import email.utils
from collections.abc import Mapping
from typing import Final

LIFETIME_DYNAMIC_SECONDS: Final = 24 * 3600.0
"""Longest time for which a page is used again unasked, whatever its server allows."""
LIFETIME_STATIC_SECONDS: Final = 7 * 24 * 3600.0
"""The same for pictures and style sheets; also how long one is used whose server says nothing and cannot be asked."""
KEPT_HEADERS: Final = frozenset(
    ("age", "cache-control", "content-encoding", "content-type", "content-security-policy", "date", "etag", "expires",
     "last-modified", "link", "pragma", "vary", "x-robots-tag")
)  # fmt: skip
"""What of an answer's head is worth keeping."""
HEADER_MAX_CHARACTERS: Final = 2000

Headers = Mapping[str, str]
"""Header values by lower-case name; several of one name on lines of their own."""


def headers_kept(headers: Headers) -> dict[str, str]:
    """The part of an answer's head that is kept with it."""
    return {name: value[:HEADER_MAX_CHARACTERS] for name, value in headers.items() if name in KEPT_HEADERS}


def may_keep(status: int, headers: Headers, *, is_static: bool) -> bool:
    """Whether an answer may be kept, and is of any use later: it can be asked about, or used for a while unasked."""
    directives = _directives(headers)
    if status != 200 or directives.keys() & {"no-store", "private"} or "*" in headers.get("vary", ""):
        return False
    return bool(validators(headers)) or fresh_seconds(headers, is_static=is_static) > 0


def fresh_seconds(headers: Headers, *, is_static: bool) -> float:
    """For how long after it was fetched an answer may be used again without asking.

    A server's word counts, up to a lifetime by kind. Without one, what can be asked about is asked about; a picture or style
    sheet that cannot is used for its lifetime, a page never: it is crawled again to see what has changed.
    """
    directives = _directives(headers)
    lifetime_seconds = LIFETIME_STATIC_SECONDS if is_static else LIFETIME_DYNAMIC_SECONDS
    if "no-cache" in directives or "no-cache" in headers.get("pragma", "").lower():
        return 0.0
    stated_seconds = _stated_seconds(directives, headers)
    if stated_seconds is not None:
        return min(max(stated_seconds, 0.0), lifetime_seconds)
    return lifetime_seconds if is_static and not validators(headers) else 0.0


def validators(headers: Headers) -> dict[str, str]:
    """The headers of a request that asks whether an answer still holds; none if it cannot be asked."""
    asked = {"If-None-Match": headers.get("etag", ""), "If-Modified-Since": headers.get("last-modified", "")}
    return {name: value for name, value in asked.items() if value and "\n" not in value and "\r" not in value}


def _stated_seconds(directives: Mapping[str, str], headers: Headers) -> float | None:
    """What the server says of its answer's freshness, less the age that it had already."""
    if "max-age" in directives:
        return _number(directives["max-age"]) - _number(headers.get("age", "0"))
    if "expires" not in headers:
        return None
    expires, served = _date(headers["expires"]), _date(headers.get("date", ""))
    return expires - served if expires is not None and served is not None else 0.0


def _directives(headers: Headers) -> dict[str, str]:
    parts = (part.partition("=") for part in headers.get("cache-control", "").lower().replace("\n", ",").split(","))
    return {name.strip(): value.strip().strip('"') for name, _, value in parts if name.strip()}


def _number(text: str) -> float:
    return float(text[:9]) if text.strip().isdecimal() and text.isascii() else 0.0


def _date(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError, IndexError, TypeError):
        return None

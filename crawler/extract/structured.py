"""Finds pictures in JSON-LD blocks."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

KEYS: Final = frozenset(
    {"image", "thumbnailurl", "thumbnail", "logo", "photo", "primaryimageofpage", "contenturl", "associatedmedia"}
)
ADDRESS_KEYS: Final = ("url", "contentUrl", "@id", "thumbnailUrl")
BLOCK_MAX_CHARACTERS: Final = 1_000_000
NODES_MAX: Final = 50_000
FILMS: Final = frozenset({"VideoObject", "AudioObject", "MediaObject"})
"""Their `contentUrl` is no picture."""
_WRAPPING: Final = re.compile(r"\A\s*(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*\Z|\A\s+|\s+\Z")
"""Comments and sections in which old pages hide scripts."""


def json_ld_images(text: str) -> list[str]:
    """References to pictures in one JSON-LD block, in document order; a broken or endlessly nested block gives none."""
    if len(text) > BLOCK_MAX_CHARACTERS:
        return []
    try:
        document = json.loads(_WRAPPING.sub("", text).rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return []
    return list(_pictures(document))


def _pictures(document: Any) -> Iterator[str]:
    """A walk with a stack of its own: the nesting is the site's choice."""
    stack: list[tuple[str, Any]] = [("", document)]
    for _ in range(NODES_MAX):
        if not stack:
            return
        key, value = stack.pop()
        if key in KEYS:
            yield from _addresses(value)
        if isinstance(value, dict):
            stack.extend((name, child) for name, child in reversed(list(_fields(value))))
        elif isinstance(value, list):
            stack.extend(("", child) for child in reversed(value))


def _fields(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    is_film = isinstance(value.get("@type"), str) and value["@type"] in FILMS
    return ((name.lower(), child) for name, child in value.items() if not (is_film and name == "contentUrl"))


def _addresses(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            named = [item[key] for key in ADDRESS_KEYS if isinstance(item.get(key), str | list)][:1]
            for addresses in named:
                yield from [addresses] if isinstance(addresses, str) else (a for a in addresses if isinstance(a, str))

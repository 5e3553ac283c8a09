"""Finds pictures in JSON-LD blocks."""

import json
from collections.abc import Iterator
from typing import Any, Final

KEYS: Final = frozenset(
    {"image", "thumbnailurl", "thumbnail", "logo", "photo", "primaryimageofpage", "contenturl", "associatedmedia"}
)
ADDRESS_KEYS: Final = ("url", "contentUrl", "@id", "thumbnailUrl")
BLOCK_MAX_CHARACTERS: Final = 1_000_000
NODES_MAX: Final = 50_000


def json_ld_images(text: str) -> list[str]:
    """References to pictures in one JSON-LD block, in document order; a broken or endlessly nested block gives none."""
    if len(text) > BLOCK_MAX_CHARACTERS:
        return []
    try:
        document = json.loads(text.strip().rstrip(";"), strict=False)
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
            stack.extend((name.lower(), child) for name, child in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend(("", child) for child in reversed(value))


def _addresses(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from [item[key] for key in ADDRESS_KEYS if isinstance(item.get(key), str)][:1]

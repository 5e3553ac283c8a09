"""Reads a web app manifest: the icons and screenshots that a site names for installing it."""

import json
from typing import Any, Final

from imagesearch.core.urls import url_join

LISTS: Final = ("icons", "screenshots")
ENTRIES_MAX: Final = 200


def manifest_images(body: bytes, url: str) -> list[str]:
    """Addresses of the pictures of a manifest, in their order; a broken one gives none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found: dict[str, None] = {}
    for entry in _entries(document):
        source = entry.get("src") if isinstance(entry, dict) else None
        if isinstance(source, str) and (joined := url_join(url, source)):
            found.setdefault(joined)
    return list(found)


def _entries(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        return []
    shortcuts = document.get("shortcuts")
    holders = [document, *(shortcuts[:ENTRIES_MAX] if isinstance(shortcuts, list) else [])]
    lists = [holder.get(name) for holder in holders if isinstance(holder, dict) for name in LISTS]
    return [entry for entries in lists if isinstance(entries, list) for entry in entries][:ENTRIES_MAX]

"""Knows under which names lists have their addresses and words."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

IMAGE: Final = re.compile(
    r"^(additional_|product_|main_|primary_|variant_|featured_|large_|full_)?"
    r"(image|img|picture|photo|pic|media|bild|bilder|foto|imagen|imagenes)(e?s)?"
    r"(_?(url|link|src|uri|address|file|href)s?)?(_?\d+)?$"
)
IMAGE_SECOND: Final = ("src", "thumbnail", "thumbnail_url", "thumb", "url", "urls", "uri", "href", "link", "address")
"""Names of pictures where no other column is one; the first that is there."""
PAGE: Final = (
    "page", "page_url", "page_link", "product_url", "product_link", "product_page", "permalink", "canonical",
    "canonical_url", "source_url", "source_page", "landing_page", "link", "links", "url", "urls", "href", "uri", "loc",
    "address", "website", "webpage",
)  # fmt: skip
WORDS: Final = {
    "alt": ("alt", "alt_text", "image_alt", "image_alt_text", "img_alt", "alternative_text"),
    "title": ("title", "name", "product_name", "product_title", "product", "heading", "titel", "titre", "nombre"),
    "caption": (
        "caption", "description", "text", "body", "body_html", "long_description", "short_description", "summary",
        "beschreibung",
    ),
}  # fmt: skip
"""What a picture's words are called."""
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER: Final = re.compile(r"[\W_]+")
_ADDRESS: Final = re.compile(r"\s*[\[\"' ]*https?://", re.IGNORECASE)


def column_key(name: str) -> str:
    """A column's name as it is compared: `Image URL`, `image-url` and `imageUrl` are one."""
    return _OTHER.sub("_", _CAMEL.sub("_", name.strip())).strip("_").lower()


def is_image_column(key: str) -> bool:
    """Whether a column of that key holds pictures whatever else is there."""
    return bool(IMAGE.match(key))


def is_address(cell: Any) -> bool:
    """Whether a cell begins with an address of the web."""
    return isinstance(cell, str) and bool(_ADDRESS.match(cell))


def first_of(keys: Iterable[str], wanted: Iterable[str]) -> str:
    """The first wanted name that is there, or nothing."""
    there = set(keys)
    return next((name for name in wanted if name in there), "")


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first row has names and no values; a single cell only if it is a name that we know."""
    if any(map(is_address, cells)):
        return False
    key = column_key(cells[0])
    return len(cells) > 1 or is_image_column(key) or key in PAGE or key in IMAGE_SECOND


def names_unique(names: Iterable[str]) -> list[str]:
    """The names, with a number behind those that were there before: no column hides another."""
    seen: dict[str, None] = {}
    for name in names:
        number, unique = 1, name
        while unique in seen:
            number += 1
            unique = f"{name}_{number}"
        seen[unique] = None
    return list(seen)

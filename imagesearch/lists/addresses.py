"""Turns rows into addresses with their words, or into refusals with a reason; judges every address."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from imagesearch.core.errors import Rejected
from imagesearch.core.urls import URL_MAX_CHARACTERS, start_url, url_join
from imagesearch.lists.columns import (
    IMAGE_SECOND,
    PAGE,
    WORDS,
    column_key,
    first_of,
    is_address,
    is_image_column,
    names_unique,
)
from imagesearch.lists.faults import FAULTS
from imagesearch.lists.rows import CELL_MAX_CHARACTERS, EXCERPT_CHARACTERS, Row

WORDS_MAX_CHARACTERS: Final = 1000
DETAIL_MAX_CHARACTERS: Final = 200
DETAILS_MAX: Final = 20
ADDRESSES_PER_ROW_MAX: Final = 200
IMAGE_EXTENSIONS: Final = re.compile(r"\.(jpe?g|png|gif|webp|avif|bmp|tiff?|svg|ico)([?#]|$)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s,;|]+(?=https?://|//|/[^/\s])", re.IGNORECASE)
"""Between two addresses of a cell; a comma inside an address is none of that."""
_TAG: Final = re.compile(r"<[^<>]{1,2000}>")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")

SCHEME_BASE: Final = "https://x/"
"""Gives `//host/path` its scheme."""

Judge = Callable[[str], None]
"""Raises `Rejected` for an address that may not be fetched."""


class ListKind(StrEnum):
    """What the addresses of a list are."""

    PAGES = "pages"
    IMAGES = "images"


@dataclass(frozen=True, slots=True)
class Listed:
    """An address of a list, with what its row says of it."""

    line: int
    url: str
    page_url: str = ""
    alt: str = ""
    title: str = ""
    caption: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address, or a whole row, that cannot be used."""

    line: int
    reason: str
    excerpt: str = ""


def kind_guess(rows: list[Row]) -> ListKind:
    """What a list seems to be, by the names of its columns, or by how its addresses end."""
    keys = {column_key(name) for row in rows for name in row.cells}
    if any(map(is_image_column, keys)):
        return ListKind.IMAGES
    addresses = [cell for row in rows for cell in row.cells.values() if is_address(cell)]
    pictures = sum(bool(IMAGE_EXTENSIONS.search(address)) for address in addresses)
    return ListKind.IMAGES if pictures > len(addresses) / 2 else ListKind.PAGES


def row_read(row: Row, kind: ListKind, judge: Judge) -> Iterator[Listed | Refusal]:
    """Everything that one row gives, at least one thing."""
    if row.fault:
        yield Refusal(row.line, row.fault, row.excerpt)
        return
    names = names_unique(column_key(name) or name for name in row.cells)
    cells = {name: value for name, value in zip(names, row.cells.values(), strict=True) if value not in (None, "")}
    found = _page_addresses(cells) if kind == ListKind.PAGES else _image_addresses(cells)
    words = _words(cells) if kind == ListKind.IMAGES else {}
    is_empty = True
    for reference in found[:ADDRESSES_PER_ROW_MAX]:
        is_empty = False
        yield _judged(row.line, reference, words, judge)
    if is_empty:
        yield Refusal(row.line, "no_address", " ".join(map(str, row.cells.values()))[:EXCERPT_CHARACTERS])


def _judged(line: int, reference: str, words: Mapping[str, str], judge: Judge) -> Listed | Refusal:
    try:
        url = _absolute(reference, words.get("page_url", ""))
        judge(url)
    except Rejected as fault:
        reason = fault.reason_code if fault.reason_code in FAULTS else "url_invalid"
        return Refusal(line, reason, _tidy(reference, EXCERPT_CHARACTERS))
    return Listed(line, url, **words)


def _absolute(reference: str, base: str) -> str:
    text = reference.strip()
    if len(text) > URL_MAX_CHARACTERS:
        raise Rejected(FAULTS["url_too_long"], code="url_too_long")
    if not text.startswith("/"):
        return start_url(text)
    joined = url_join(base or SCHEME_BASE, text) if base or text.startswith("//") else None
    if joined is None:
        raise Rejected(FAULTS["url_relative"], code="url_relative")
    return joined


def _page_addresses(cells: Mapping[str, Any]) -> list[str]:
    """Of a named column; else the first that is an address, else the only cell, whatever it is."""
    name = first_of(cells, PAGE) or next((name for name, cell in cells.items() if is_address(cell)), "") or _only(cells)
    return _references(cells[name])[:1] if name else []


def _image_addresses(cells: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(url for name in _image_columns(cells) for url in _references(cells[name])))


def _image_columns(cells: Mapping[str, Any]) -> list[str]:
    named = [name for name in cells if is_image_column(name)]
    second = first_of(cells, IMAGE_SECOND)
    first = next((name for name, cell in cells.items() if is_address(cell)), "")
    return named or [name for name in (second or first or _only(cells),) if name]


def _only(cells: Mapping[str, Any]) -> str:
    """The one cell of a line of text, which should be an address."""
    return "1" if list(cells) == ["1"] else ""


def _references(cell: Any) -> list[str]:
    """The addresses of a cell: one, several in a row, or a list as JSON has it."""
    if isinstance(cell, dict):
        name = next((name for name in cell if is_image_column(column_key(name))), "") or first_of(cell, IMAGE_SECOND)
        return _references(cell[name]) if name else []
    if isinstance(cell, list):
        return [url for part in cell[:ADDRESSES_PER_ROW_MAX] for url in _references(part)]
    text = str(cell).strip()
    if len(text) > CELL_MAX_CHARACTERS:
        return [text]  # refused for its length
    if text.startswith("["):
        try:
            return _references(json.loads(text))
        except (ValueError, RecursionError):
            text = text.strip("[]")
    return [part.strip(" \t\r\n,;|\"'") for part in _BETWEEN.split(text) if part.strip(" \t\r\n,;|\"'")]


def _words(cells: Mapping[str, Any]) -> dict[str, str]:
    """The words of a picture, its page, and all other columns as its context."""
    pictures = set(_image_columns(cells))
    page = first_of((name for name in cells if name not in pictures), PAGE) or _second_address(cells, pictures)
    names = {role: first_of(cells, wanted) for role, wanted in WORDS.items()}
    if not any(names.values()) and all(name.isdecimal() for name in cells):
        names["alt"] = next((name for name, cell in cells.items() if name not in pictures and not is_address(cell)), "")
    taken = pictures | {page, *names.values()}
    texts = {role: _tidy(cells[name], WORDS_MAX_CHARACTERS) for role, name in names.items() if name}
    others = [_detail(name, cell) for name, cell in cells.items() if name not in taken]
    context = ". ".join(filter(None, others[:DETAILS_MAX]))[:WORDS_MAX_CHARACTERS]
    return {**texts, "context": context, "page_url": _page_url(cells[page]) if page else ""}


def _second_address(cells: Mapping[str, Any], pictures: set[str]) -> str:
    return next((name for name, cell in cells.items() if name not in pictures and is_address(cell)), "")


def _page_url(cell: Any) -> str:
    """Where a picture is shown; it is linked and never fetched, so anything but a web address is just left out."""
    try:
        return start_url(str(cell)[: URL_MAX_CHARACTERS + 1])
    except Rejected:
        return ""


def _detail(name: str, cell: Any) -> str:
    """One more column, as words; nothing for addresses and whole texts."""
    if isinstance(cell, list):
        cell = ", ".join(str(part) for part in cell[:DETAILS_MAX] if isinstance(part, str | int | float))
    if isinstance(cell, dict) or is_address(cell):
        return ""
    text = _tidy(cell, DETAIL_MAX_CHARACTERS + 1)
    label = "" if name.isdecimal() else f"{name.replace('_', ' ')}: "
    return f"{label}{text}" if text and len(text) <= DETAIL_MAX_CHARACTERS else ""


def _tidy(value: Any, characters_max: int) -> str:
    """Text without tags, entities, control characters and line breaks."""
    text = html.unescape(_TAG.sub(" ", str(value)[: 20 * characters_max]))
    return " ".join(_CONTROL.sub(" ", text).split())[:characters_max].strip()

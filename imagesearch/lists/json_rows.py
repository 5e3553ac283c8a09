"""Reads JSON lines, and JSON documents that are one list."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO

from imagesearch.lists.faults import ListRejected
from imagesearch.lists.rows import Row, row_faulty

LINE_MAX_CHARACTERS: Final = 1_000_000
DOCUMENT_MAX_CHARACTERS: Final = 10_000_000
"""A document must be held as a whole; a longer list goes as JSON lines."""
LISTS: Final = ("products", "items", "images", "pages", "urls", "results", "data", "rows")
"""Names under which a document may hold its list."""


def json_lines_read(text: TextIO) -> Iterator[Row]:
    """A row for each line that is not empty."""
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        if len(line) > LINE_MAX_CHARACTERS:
            yield row_faulty(number, "cell_too_long", line)
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield row_faulty(number, "not_json", line)
        else:
            yield value_row(number, value)


def json_document_read(text: TextIO) -> Iterator[Row]:
    """A row for each entry; its number stands for its line.

    Raises:
        ListRejected: too long, not JSON, or without a list.
    """
    body = text.read(DOCUMENT_MAX_CHARACTERS + 1)
    if len(body) > DOCUMENT_MAX_CHARACTERS:
        raise ListRejected("A JSON document of this length cannot be read; send JSON lines.", code="list_too_large")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ListRejected(f"The list is not JSON: {error}.") from error
    yield from values_read(_entries(document))


def values_read(values: Iterable[Any]) -> Iterator[Row]:
    """Rows of values that are read already."""
    return (value_row(number, value) for number, value in enumerate(values, 1))


def value_row(number: int, value: Any) -> Row:
    """A row of one value: an address, or an object with its columns."""
    if isinstance(value, str):
        return Row(number, {"1": value})
    if isinstance(value, dict):
        return Row(number, {str(name): cell for name, cell in value.items()})
    return row_faulty(number, "not_a_row", str(value)[:1000])


def _entries(document: Any) -> list[Any]:
    if isinstance(document, dict):
        document = next((document[name] for name in LISTS if isinstance(document.get(name), list)), [document])
    if not isinstance(document, list):
        raise ListRejected(f"A JSON document must be a list, or hold one under: {', '.join(LISTS)}.")
    return document

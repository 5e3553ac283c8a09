"""Finds out what kind of file a list is, by its content before its name, and gives its rows."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO, Final

from imagesearch.lists.columns import is_header, names_unique
from imagesearch.lists.delimited import SAMPLE_LINES, delimited_read, delimiter_of, lines_read
from imagesearch.lists.encodings import text_open
from imagesearch.lists.faults import ListRejected
from imagesearch.lists.json_rows import json_document_read, json_lines_read
from imagesearch.lists.parquet import MAGIC, parquet_read
from imagesearch.lists.rows import Row

SAMPLE_LINE_CHARACTERS: Final = 10_000


def rows_read(file: BinaryIO, name: str = "") -> Iterator[Row]:
    """The rows of a list, in their order.

    Args:
        file: text of lines or cells, JSON lines, a JSON document or Parquet; must be seekable.
        name: its file name, which decides where the content is open to more than one reading.

    Raises:
        ListRejected: it cannot be read at all; also after some rows, where the fault lies further down.
    """
    file.seek(0)
    head = file.read(4)
    if not head:
        raise ListRejected("The list is empty.", code="list_empty")
    if head == MAGIC:
        yield from parquet_read(file)
    else:
        yield from _text_rows(file, name.lower())


def _text_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    text = text_open(file)
    try:
        lines = [line[:SAMPLE_LINE_CHARACTERS] for line in islice(text, SAMPLE_LINES)]
        start = next((line.strip() for line in lines if line.strip()), "")
        text.seek(0)
        if name.endswith((".jsonl", ".ndjson")) or _is_json_lines(lines):
            yield from json_lines_read(text)
        elif start.startswith(("[", "{")) or name.endswith(".json"):
            yield from json_document_read(text)
        else:
            delimiter = delimiter_of(lines, is_csv=name.endswith((".csv", ".tsv")))
            yield from _named(delimited_read(text, delimiter) if delimiter else lines_read(text))
    finally:
        text.detach()  # the file stays open: it is its owner's


def _is_json_lines(lines: Sequence[str]) -> bool:
    """Whether every line begins an object; of a single one nobody can say."""
    starts = [line.lstrip()[:1] for line in lines if line.strip()]
    return len(starts) > 1 and all(start == "{" for start in starts)


def _named(rows: Iterator[tuple[int, list[str] | Row]] | Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    """Rows whose cells have the names of the first row, if that is a header."""
    names: list[str] | None = None
    for number, cells in rows:
        if isinstance(cells, Row):
            yield cells
        elif names is None and is_header(cells):
            names = names_unique(cell.strip() or str(column) for column, cell in enumerate(cells, 1))
        else:
            names = names or []
            columns = [*names, *map(str, range(len(names) + 1, len(cells) + 1))]
            yield Row(number, dict(zip(columns, cells, strict=False)))

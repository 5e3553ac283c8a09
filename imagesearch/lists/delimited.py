"""Reads lines and delimited cells: whichever delimiter, sloppy quotes, a quote that nobody closes."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from imagesearch.lists.rows import Row, row_faulty

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE_LINES: Final = 30
CONSISTENT_SHARE: Final = 0.7
"""Of the first lines so many must have the same number of cells, or it is no delimiter."""
LINES_PER_ROW_MAX: Final = 200
"""More line breaks in one row are a quote that nobody closed."""


def delimiter_of(lines: Sequence[str], *, is_csv: bool) -> str:
    """The delimiter of a file; empty when each line is one cell.

    Args:
        lines: the first ones.
        is_csv: whether its name says that it has cells: else a line that reads as one address is one.
    """
    filled = [line for line in lines[:SAMPLE_LINES] if line.strip()]
    if not filled or (not is_csv and all(_is_one_address(line) for line in filled)):
        return ""
    scores = {delimiter: _score(filled, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] >= (CONSISTENT_SHARE, 2) else ""


def lines_read(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and lines, each as a single cell; a comment or an empty line is none."""
    for number, line in enumerate(text, 1):
        cell = line.replace("\0", "").strip().strip('"')
        if cell and not cell.startswith("#"):
            yield number, [cell]


def delimited_read(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | Row]]:
    """Line numbers and cells; a row that cannot be read takes no others along."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        first = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooManyLines):
            yield first, _loosely(first, lines.rest_give_back(), delimiter)
        else:
            if any(cell.strip() for cell in cells):
                yield first, cells


class _TooManyLines(Exception):
    """The row does not end."""


class _Lines:
    """Physical lines with their number, of which those of the present row can be given back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._taken) >= LINES_PER_ROW_MAX:
            raise _TooManyLines
        line = self._back.popleft() if self._back else next(self._text).replace("\0", "")
        self._taken.append(line)
        self.number += 1
        return line

    def begin(self) -> None:
        """A new row."""
        self._taken = []

    def rest_give_back(self) -> str:
        """The first line of the present row; the others will be read again."""
        first, *rest = self._taken
        self._back.extendleft(reversed(rest))
        self.number -= len(rest)
        return first


def _loosely(number: int, line: str, delimiter: str) -> list[str] | Row:
    """One line for itself, with quotes as they come."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return row_faulty(number, "cell_too_long", line)


def _is_one_address(line: str) -> bool:
    text = line.strip().strip('"')
    return text.count("://") == 1 and len(text.split()) == 1


def _score(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """How many rows agree on their number of cells, and on which."""
    try:
        counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells)
    except csv.Error:
        return 0.0, 0
    cells, rows = counts.most_common(1)[0]
    return (rows / counts.total(), cells) if cells > 1 else (0.0, 0)

"""A row of a list, whatever the format of its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

CELL_MAX_CHARACTERS: Final = 131_072
"""Longer cells are no cells."""
EXCERPT_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by the name of their column, or by number where columns have no names."""

    line: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    """A code of `FAULTS` for a row that could not be read."""
    excerpt: str = ""
    """How such a row begins."""


def row_faulty(line: int, fault: str, text: str) -> Row:
    """A row that could not be read."""
    return Row(line, fault=fault, excerpt=text[:EXCERPT_CHARACTERS].strip())

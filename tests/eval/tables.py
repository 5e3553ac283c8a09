"""Figures that are not a ranking's, as a table that can be printed and kept."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """What was measured: a row of words and numbers for each case."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | float | int]]

    def markdown(self) -> str:
        """The table as documents have it; shares with four digits, as one in a thousand counts."""
        head = f"\n### {self.title}\n\n| {' | '.join(self.columns)} |\n|{' --- |' * len(self.columns)}"
        return "\n".join([head, *(f"| {' | '.join(map(_shown, row))} |" for row in self.rows)])


def _shown(value: str | float) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)

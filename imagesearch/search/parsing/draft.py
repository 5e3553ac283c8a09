"""A query while it is being understood: its words, which of them the rules have taken, and the chips so far."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from imagesearch.search.parsing.labels import chip_label
from imagesearch.search.parsing.model import Chip, ChipKind, ChipMode, Problem
from imagesearch.search.parsing.tokens import Token, TokenKind
from imagesearch.search.parsing.vocabulary import TAKEN

CHIPS_MAX: Final = 64
LANGUAGE_TOKENS_MAX: Final = 256
"""So far plain language is read; nobody writes more, and what follows are words."""
PROBLEMS_MAX: Final = 16
"""Nobody reads more; a hostile text must not choose how much memory its answer takes."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a pattern matched: the match itself, and the tokens of it, the last one included."""

    match: re.Match[str]
    first: int
    last: int

    def __getitem__(self, group: str) -> str:
        return self.match[group] or ""


class Draft:
    """Words are open to the rules until one takes them; what is kept to the end is the subject."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.is_open = [token.kind in (TokenKind.WORD, TokenKind.COMMA) and not token.is_literal for token in tokens]
        self.is_open[LANGUAGE_TOKENS_MAX:] = [False] * len(tokens[LANGUAGE_TOKENS_MAX:])
        self.is_kept = [True] * len(tokens)
        self.chips: list[Chip] = []
        self.problems: list[Problem] = []
        self._words = [token.text.lower().replace(" ", "_") for token in tokens[:LANGUAGE_TOKENS_MAX]]

    @property
    def is_full(self) -> bool:
        """No more chips are taken; what would have become one stays a word."""
        return len(self.chips) >= CHIPS_MAX

    def find(self, pattern: re.Pattern[str]) -> Iterator[Spot]:
        """Places where a pattern matches words that are still open; the caller may take them on the way."""
        if not any(self.is_open):
            return
        words = [word if is_open else TAKEN for word, is_open in zip(self._words, self.is_open, strict=False)]
        line = f" {' '.join(words)} "
        starts = [1, *accumulate((len(word) + 1 for word in words[:-1]), initial=1)][1:]
        for match in pattern.finditer(line):
            if self.is_full:
                return
            yield Spot(match, *_tokens_between(starts, *match.span()))

    def range_of(self, spot: Spot, group: str) -> tuple[int, int]:
        """The first and the last token of what a group of the pattern matched."""
        line, (start, end) = spot.match.string, spot.match.span(group)
        first = spot.first + line.count(" ", spot.match.start(), start)
        return first, first + line.count(" ", start, end)

    def close(self, first: int, last: int) -> None:
        """Let no further rule look at these tokens."""
        for index in range(first, last + 1):
            self.is_open[index] = False

    def take(self, first: int, last: int) -> None:
        """Understood: no further rule sees these tokens, and the subject does without them."""
        self.close(first, last)
        for index in range(first, last + 1):
            self.is_kept[index] = False

    def chip(
        self, kind: ChipKind, value: str, first: int, last: int, *, mode: ChipMode = ChipMode.MUST, name: str = ""
    ) -> None:
        """Note what these tokens mean.

        Args:
            kind: what is spoken of.
            value: as the explicit syntax has it.
            first: first token.
            last: last token.
            mode: how far it goes.
            name: label, where it is not the usual one.
        """
        if self.is_full:
            return
        span = (self.tokens[first].start, self.tokens[last].end)
        self.chips.append(
            Chip(kind=kind, value=value, mode=mode, label=name or chip_label(kind, value, mode), spans=(span,))
        )

    def problem(self, code: str, position: int, length: int, sentence: str, suggestion: str = "") -> None:
        """Note what could not be understood."""
        if len(self.problems) < PROBLEMS_MAX:
            found = Problem(code=code, position=position, length=length, sentence=sentence, suggestion=suggestion)
            self.problems.append(found)

    def kept_words(self) -> list[Token]:
        """What is left for the subject."""
        return [token for token, is_kept in zip(self.tokens, self.is_kept, strict=True) if is_kept]

    def distinct_chips(self) -> tuple[Chip, ...]:
        """Chips in the order of the text; the same thing said twice is one, and a filter makes its hint needless."""
        merged: dict[tuple[ChipKind, str, ChipMode], Chip] = {}
        for chip in sorted(self.chips, key=lambda chip: chip.spans):
            known = merged.get(chip.identity)
            merged[chip.identity] = (
                chip if known is None else known.model_copy(update={"spans": known.spans + chip.spans})
            )
        firm = {(kind, value) for kind, value, mode in merged if mode != ChipMode.NICE}
        return tuple(chip for chip in merged.values() if chip.mode != ChipMode.NICE or chip.identity[:2] not in firm)


def _tokens_between(starts: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """First and last token of a stretch of the line; a stretch of blanks alone is the token before it."""
    first = max(bisect_right(starts, start) - 1, 0)
    return first, max(bisect_right(starts, max(end - 1, start)) - 1, first)

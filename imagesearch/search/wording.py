"""Exact words: which words of a query stand in what is said about a picture, or around it."""

import re
from dataclasses import dataclass
from typing import Final

from imagesearch.search.parsing.vocabulary import COLOR_WORDS
from imagesearch.vectors.bm25 import terms

AROUND_WEIGHT: Final = 0.5
"""What stands around a picture is about it only now and then."""
PHRASE_SCORE: Final = 1.0
ALL_WORDS_SCORE: Final = 0.95
OTHER_COLOR_TRUST: Final = 0.3
"""Words that name other colours speak of another thing."""
SAME_COLOR_TRUST: Final = 0.4
"""A colour in common, and nothing else."""
WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The words of a query that count, with their stems."""

    text: str
    words: tuple[tuple[str, frozenset[int]], ...]

    colors: frozenset[str] = frozenset()
    """The colours among the words, each by its usual name."""

    @property
    def names_color(self) -> bool:
        """Whether a colour is among the words: then `trust_in` has something to say."""
        return bool(self.colors)

    def found_in(self, said: str, around: str) -> tuple[float, tuple[str, ...]]:
        """How well the words are covered, 0 to 1, and which ones are there.

        A part of several words counts little: its square is taken, so that "red" alone does not answer "red bicycle".
        """
        if not self.words:
            return 0.0, ()
        if len(self.words) > 1 and self.text in folded(said):
            return PHRASE_SCORE, tuple(word for word, _ in self.words)
        in_said, in_around = terms(said), terms(around)
        weights = [1.0 if stems <= in_said else AROUND_WEIGHT * (stems <= in_around) for _, stems in self.words]
        there = tuple(word for (word, _), weight in zip(self.words, weights, strict=True) if weight)
        return ALL_WORDS_SCORE * self.trust_in(said) * (sum(weights) / len(weights)) ** 2, there

    def trust_in(self, said: str) -> float:
        """How far likeness of words counts here, 0 to 1: to a model, a green chair and a green lamp nearly mean the same."""
        wanted = self.colors
        if not wanted:
            return 1.0
        named = _colors(folded(said))
        if wanted - named and named - wanted:
            return OTHER_COLOR_TRUST
        things = [stems for word, stems in self.words if word not in COLOR_WORDS]
        if wanted & named and things and not any(stems <= terms(said) for stems in things):
            return SAME_COLOR_TRUST
        return 1.0


def query_words(text: str) -> QueryWords:
    """The words of a query but for stop words, each once."""
    stems: dict[frozenset[int], str] = {}
    for word in WORD.findall(text.casefold()):
        if found := terms(word):
            stems.setdefault(found, word)
    plain = folded(text)
    return QueryWords(plain, tuple((word, found) for found, word in stems.items()), _colors(plain))


def _colors(text: str) -> frozenset[str]:
    """The colours that a folded text names, each by its usual name."""
    return frozenset(COLOR_WORDS[word] for word in text.split() if word in COLOR_WORDS)


def folded(text: str) -> str:
    """A text in lower case with single spaces and no marks, so that phrases can be found in it."""
    return " ".join(WORD.findall(text.casefold()))

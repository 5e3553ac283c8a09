"""Exact words: which words of a query stand in what is said about a picture, or around it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imagesearch.search.parsing.vocabulary import COLOR_WORDS
from imagesearch.search.rarity import Rarity
from imagesearch.vectors.bm25 import TEXTS_KEPT, terms

AROUND_WEIGHT: Final = 0.5
"""What stands around a picture is about it only now and then."""
PHRASE_SCORE: Final = 1.0
ALL_WORDS_SCORE: Final = 0.95
OTHER_COLOR_TRUST: Final = 0.3
"""Words that name other colours speak of another thing."""
SAME_COLOR_TRUST: Final = 0.4
"""A colour in common, and nothing else."""
QUERIES_KEPT: Final = 5000
EVEN: Final = Rarity()
"""Where nothing is known of a collection, all words say the same."""
WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The words of a query; which of them count, and what their stems are, is a matter of the language of each text."""

    text: str
    words: tuple[str, ...]
    """Each once, lower case."""
    colors: frozenset[str] = frozenset()
    """The colours among the words, each by its usual name."""

    @property
    def names_color(self) -> bool:
        """Whether a colour is among the words: then `trust_in` has something to say."""
        return bool(self.colors)

    def counting(self, language: str = "") -> tuple[tuple[str, frozenset[int]], ...]:
        """The words that are no stop words of a language, with their stems there; of words with equal stems the first one."""
        return _counting(self.words, language)

    def found_in(
        self, said: str, around: str, language: str = "", rarity: Rarity = EVEN
    ) -> tuple[float, tuple[str, ...]]:
        """How well the words are covered, 0 to 1, and which ones are there.

        Each word counts as much as it is rare. A part of several words counts little: its square is taken, so that "red" alone
        does not answer "red bicycle".

        Args:
            said: what is said about a picture.
            around: what stands around it.
            language: of both.
            rarity: of words in the collection.
        """
        words = _weighed(self.words, language, rarity)
        if not words:
            return 0.0, ()
        if len(words) > 1 and self.text in folded(said):
            return PHRASE_SCORE, tuple(word for word, _, _ in words)
        in_said, in_around = terms(said, language), terms(around, language)
        covered, there = 0.0, []
        for word, stems, share in words:
            found = 1.0 if stems <= in_said else AROUND_WEIGHT if stems <= in_around else 0.0
            if found:
                covered += share * found
                there.append(word)
        return ALL_WORDS_SCORE * self.trust_in(said, language) * covered**2, tuple(there)

    def trust_in(self, said: str, language: str = "") -> float:
        """How far likeness of words counts here, 0 to 1: to a model, a green chair and a green lamp nearly mean the same."""
        wanted = self.colors
        if not wanted:
            return 1.0
        named = _colors(folded(said))
        if wanted - named and named - wanted:
            return OTHER_COLOR_TRUST
        things = [stems for word, stems in self.counting(language) if word not in COLOR_WORDS]
        if wanted & named and things and not any(stems <= terms(said, language) for stems in things):
            return SAME_COLOR_TRUST
        return 1.0


def query_words(text: str) -> QueryWords:
    """The words of a query, each once."""
    plain = folded(text)
    return QueryWords(plain, tuple(dict.fromkeys(WORD.findall(text.casefold()))), _colors(plain))


@lru_cache(QUERIES_KEPT)
def _counting(words: tuple[str, ...], language: str) -> tuple[tuple[str, frozenset[int]], ...]:
    stems: dict[frozenset[int], str] = {}
    for word in words:
        if found := terms(word, language):
            stems.setdefault(found, word)
    return tuple((word, found) for found, word in stems.items())


@lru_cache(QUERIES_KEPT)
def _weighed(words: tuple[str, ...], language: str, rarity: Rarity) -> tuple[tuple[str, frozenset[int], float], ...]:
    """The words that count, with their stems and their share of what all of them say in a collection."""
    counting = _counting(words, language)
    weights = [rarity.weight(stems) for _, stems in counting]
    return tuple((word, stems, weight / sum(weights)) for (word, stems), weight in zip(counting, weights, strict=True))


def _colors(text: str) -> frozenset[str]:
    """The colours that a folded text names, each by its usual name."""
    return frozenset(COLOR_WORDS[word] for word in text.split() if word in COLOR_WORDS)


@lru_cache(TEXTS_KEPT)
def folded(text: str) -> str:
    """A text in lower case with single spaces and no marks, so that phrases can be found in it."""
    return " ".join(WORD.findall(text.casefold()))

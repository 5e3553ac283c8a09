"""Exact words as sparse vectors: stemmed by the rules of their language, without its stop words; rarity is weighed in by the store."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Final

import qdrant_edge as edge

from imagesearch.vectors.base import Sparse

AVERAGE_WORDS: Final = 20
"""What an alt text with a caption has."""
DEFAULT_LANGUAGE: Final = "en"
"""Of texts whose language nobody knows."""
SAME_RULES: Final = {"nb": "no", "nn": "no"}
"""Languages that go by the rules of another."""
PLURALS: Final = {
    "es": (re.compile(r"iones\b", re.IGNORECASE), "ion"),
    "pt": (re.compile(r"[oõ]es\b", re.IGNORECASE), "ao"),
    "ca": (re.compile(r"ions\b", re.IGNORECASE), "io"),
}
"""Marks are taken off before words are stemmed, as many type none; without its mark the singular of these is no longer known as one."""
TEXTS_KEPT: Final = 20_000
"""Texts whose stems are kept, a kilobyte each: a search reads the words of hundreds of pictures, mostly the same ones again."""


def document_sparse(text: str, language: str = "") -> Sparse:
    """The words of a document, weighed by how often they occur in it; empty for a text without words.

    Args:
        text: in any language.
        language: its code (`de`); empty if it is not known.
    """
    vector = _model(language).embed_document(_singular(text, language))
    return Sparse(tuple(vector.indices), tuple(vector.values))


def query_sparse(text: str, languages: Iterable[str] = ("",)) -> Sparse:
    """The different words of a query, each with weight 1, as documents in any of these languages have them."""
    indices = sorted(frozenset().union(*(terms(text, language) for language in languages)))
    return Sparse(tuple(indices), (1.0,) * len(indices))


@lru_cache(TEXTS_KEPT)
def terms(text: str, language: str = "") -> frozenset[int]:
    """The different stems of a text, as numbers that can be compared."""
    return frozenset(_model(language).embed_query(_singular(text, language)).indices)


def _singular(text: str, language: str) -> str:
    pattern, ending = PLURALS.get(language, (None, ""))
    return pattern.sub(ending, text) if pattern else text


def _model(language: str) -> edge.Bm25:
    return _model_of(SAME_RULES.get(language, language) or DEFAULT_LANGUAGE)


@cache
def _model_of(language: str) -> edge.Bm25:
    # The multilingual tokenizer also cuts scripts without spaces into words.
    common = {"avg_len": AVERAGE_WORDS, "ascii_folding": True, "tokenizer": edge.TokenizerType.Multilingual}
    rules: dict[str, Any] = {**common, "language": language}
    unstemmed: dict[str, Any] = {**common, "stemmer": edge.DisabledStemmer(), "stopwords": edge.StopwordsSet()}
    try:
        return edge.Bm25(edge.Bm25Config(**rules))
    except ValueError:  # a language without rules: its words count as they stand
        return edge.Bm25(edge.Bm25Config(**unstemmed))

"""Exact words as sparse vectors: stemmed, without stop words; rarity is weighed in by the store."""

from functools import cache, lru_cache
from typing import Final

import qdrant_edge as edge

from imagesearch.vectors.base import Sparse

AVERAGE_WORDS: Final = 20
"""What an alt text with a caption has."""
LANGUAGE: Final = "english"
TEXTS_KEPT: Final = 20_000
"""Texts whose stems are kept, a kilobyte each: a search reads the words of hundreds of pictures, mostly the same ones again."""


def document_sparse(text: str) -> Sparse:
    """The words of a document, weighed by how often they occur in it; empty for a text without words."""
    vector = _model().embed_document(text)
    return Sparse(tuple(vector.indices), tuple(vector.values))


def query_sparse(text: str) -> Sparse:
    """The different words of a query, each with weight 1."""
    vector = _model().embed_query(text)
    return Sparse(tuple(vector.indices), tuple(vector.values))


@lru_cache(TEXTS_KEPT)
def terms(text: str) -> frozenset[int]:
    """The different stems of a text, as numbers that can be compared."""
    return frozenset(_model().embed_query(text).indices)


@cache
def _model() -> edge.Bm25:
    # The multilingual tokenizer also cuts scripts without spaces into words.
    config = edge.Bm25Config(
        avg_len=AVERAGE_WORDS, language=LANGUAGE, ascii_folding=True, tokenizer=edge.TokenizerType.Multilingual
    )
    return edge.Bm25(config)

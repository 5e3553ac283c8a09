"""Pictures with their words, and queries with what is relevant to them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from imagesearch.search.encoding import QueryEncoders
from imagesearch.vectors.base import Vector


@dataclass(frozen=True, slots=True)
class Document:
    """One picture of a judged set."""

    name: str
    pixels: Vector
    said: str = ""
    around: str = ""
    language: str = ""

    @property
    def words(self) -> str:
        """What the sentence model reads of it, as for a crawled picture."""
        return f"{self.said}. {self.around}".strip(". ")


@dataclass(frozen=True, slots=True)
class Query:
    """A query in words; nothing relevant means that the right answer is "nothing"."""

    text: str
    relevant: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_for_tuning(self) -> bool:
        """Half of the queries, chosen by their text alone, may be looked at when constants are chosen."""
        return hashlib.blake2b(self.text.encode(), digest_size=1).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A collection and the questions to it."""

    name: str
    about: str
    documents: Sequence[Document]
    queries: Sequence[Query]
    encoders: QueryEncoders
    has_pixels: bool = True
    is_blind: bool = False
    """Whether nothing may be tuned by any of its queries."""

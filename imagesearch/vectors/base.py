"""The door to a vector store: its types and its port. Nothing outside this package knows whose store it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from imagesearch.core.errors import NotFound, Rejected, Unavailable

Vector = NDArray[np.float32]
"""(dim,) float32 of unit L2 norm, kept in half precision, as it comes; scores are dot products, so cosines."""


class VectorsUnavailable(Unavailable):
    """The vector store does not answer, or another process holds it; retry later."""

    code = "vectors_unavailable"


class VectorsRejected(Rejected):
    """The store cannot take this, now or later: wrong length, unknown name."""

    code = "vectors_rejected"


class CollectionMissing(NotFound):
    """No such collection; it can be built again from the embeddings."""

    code = "collection_missing"


class FieldKind(StrEnum):
    """How a payload field is indexed; truth values are integers 0 and 1, as the embedded engine cannot match a bool."""

    KEYWORD = "keyword"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class CollectionSpec:
    """What a collection holds: lengths of the named vectors, names of the sparse ones, indexed payload fields."""

    dims: Mapping[str, int]
    sparse: tuple[str, ...] = ()
    fields: Mapping[str, FieldKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector; an inverse document frequency is applied by the store when it searches."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One content: its vectors by name (any may be absent) and its payload."""

    id: str
    vectors: Mapping[str, Vector | Sparse]
    payload: Mapping[str, object] = field(default_factory=dict)


class Hit(NamedTuple):
    """A point found, with its score under the vector that was searched; there are hundreds in a search."""

    id: str
    score: float
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Condition:
    """A demand on one payload field: one of some values, or within bounds; or, excluded, the contrary."""

    field: str
    any_of: tuple[str | int, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    is_excluded: bool = False


class VectorStore(Protocol):
    """Collections of points with named vectors; safe to share between threads.

    Every method raises `VectorsUnavailable` when the store does not answer, and, but for `create`, `drop` and
    `names`, `CollectionMissing` when there is no such collection.
    """

    def create(self, collection: str, spec: CollectionSpec) -> bool:
        """Make sure that the collection exists with this spec; one of another spec is dropped first.

        Returns:
            True if it was made just now and is empty.
        """

    def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """Write points; the same id twice is once, the later one counts. Durable on return.

        Raises:
            VectorsRejected: a vector has the wrong length or an unknown name.
        """

    def search(
        self,
        collection: str,
        name: str,
        vector: Vector | Sparse,
        *,
        limit: int,
        conditions: Sequence[Condition] = (),
        ids: Collection[str] | None = None,
        has_payload: bool = True,
    ) -> list[Hit]:
        """The points nearest to a vector under one name, best first; points without that vector are left out.

        Args:
            collection: where to look.
            name: which of the named vectors.
            vector: (dim,) float32, or a sparse one.
            limit: at most so many.
            conditions: all must hold.
            ids: only these points, if given.
            has_payload: whether the hits carry their payload, which costs more than finding them.
        """

    def retrieve(self, collection: str, ids: Sequence[str], *, name: str) -> dict[str, Vector]:
        """One named dense vector of each of these points that has it, by id."""

    def payloads(self, collection: str, ids: Sequence[str]) -> dict[str, Mapping[str, object]]:
        """The payload of each of these points that exists, by id."""

    def scroll(
        self, collection: str, *, limit: int, after: str = "", conditions: Sequence[Condition] = ()
    ) -> tuple[list[Hit], str]:
        """Points in the order of their ids, from `after` on, that fulfil the conditions.

        Returns:
            The points (score 0), and where to go on; empty at the end.
        """

    def facet(
        self, collection: str, field: str, *, conditions: Sequence[Condition] = (), limit: int = 100
    ) -> dict[str | int, int]:
        """How many points have each value of an indexed field, most frequent first."""

    def count(self, collection: str, conditions: Sequence[Condition] = ()) -> int:
        """How many points fulfil the conditions, exactly."""

    def drop(self, collection: str) -> None:
        """Remove the collection; one that is not there is no error."""

    def names(self, prefix: str = "") -> list[str]:
        """Collections whose name begins so."""

    def close(self) -> None:
        """Write what is pending and let go of files and connections; the store may be used again."""

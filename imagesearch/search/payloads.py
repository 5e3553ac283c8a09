"""What is known of points, kept in memory: the same pictures share a word with query after query, and reading them costs most."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from imagesearch.vectors.base import Condition, Hit, Sparse, Vector, VectorStore

Payload = Mapping[str, object]
KEPT_MAX: Final = 20_000
"""A kilobyte or two each."""


class PayloadBook:
    """Payloads by collection and point, until the collection changes; threads may share it."""

    def __init__(self, store: VectorStore, *, kept_max: int = KEPT_MAX) -> None:
        self.store = store
        self._kept_max = kept_max
        self._kept: dict[str, tuple[int, dict[str, Payload]]] = {}
        """Version and payloads of each collection."""
        self._lock = threading.Lock()

    def of(self, collection: str, version: int, ids: Sequence[str]) -> dict[str, Payload]:
        """The payload of each of these points that exists, by id.

        Args:
            collection: where they are.
            version: a number that changes after each change of the collection; read before what it is asked with, so that
                nothing is kept longer than it is true.
            ids: of points.
        """
        known = self._known(collection, version)
        lacking = [point_id for point_id in ids if point_id not in known]
        read = self.store.payloads(collection, lacking) if lacking else {}
        found = {point_id: known[point_id] if point_id in known else read.get(point_id) for point_id in ids}
        self._keep(known, read)
        return {point_id: payload for point_id, payload in found.items() if payload is not None}

    def _known(self, collection: str, version: int) -> dict[str, Payload]:
        with self._lock:
            kept_version, known = self._kept.get(collection, (version, {}))
            if kept_version != version:
                known = {}
            self._kept[collection] = (version, known)
            return known

    def _keep(self, known: dict[str, Payload], read: Mapping[str, Payload]) -> None:
        """When there are too many, all are forgotten: what is asked for again and again is soon back."""
        with self._lock:
            known.update(read)
            if sum(len(payloads) for _, payloads in self._kept.values()) > self._kept_max:
                self._kept.clear()


@dataclass(frozen=True, slots=True)
class Collection:
    """Where a search looks: one collection, as it was when the search began."""

    book: PayloadBook
    name: str
    version: int

    def search(
        self,
        vector_name: str,
        vector: Vector | Sparse,
        *,
        limit: int,
        conditions: Sequence[Condition] = (),
        ids: Sequence[str] | None = None,
    ) -> list[Hit]:
        """The nearest points, best first, without their payload. See `VectorStore.search`."""
        return self.book.store.search(
            self.name, vector_name, vector, limit=limit, conditions=conditions, ids=ids, has_payload=False
        )

    def browse(self, *, limit: int, conditions: Sequence[Condition]) -> list[Hit]:
        """Points that fulfil the conditions, with their payload."""
        return self.book.store.scroll(self.name, limit=limit, conditions=conditions)[0]

    def payloads(self, ids: Sequence[str]) -> dict[str, Payload]:
        """The payload of each of these points that exists, by id."""
        return self.book.of(self.name, self.version, ids)

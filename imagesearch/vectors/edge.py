"""The store inside our own process: Qdrant's engine, one shard folder per collection, owned by one process."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as edge

from imagesearch.vectors.base import CollectionSpec, Condition, Hit, Point, Sparse, Vector
from imagesearch.vectors.shards import ShardPool


class EdgeVectorStore:
    """See `base.VectorStore`. Threads may share it; a second process that opens a shard gets `VectorsUnavailable`.

    The engine's own `optimize` is never called: it would hold every thread of this process for seconds.
    """

    def __init__(self, root: Path, *, open_max: int) -> None:
        self._pool = ShardPool(root, open_max=open_max)

    def create(self, collection: str, spec: CollectionSpec) -> bool:
        """See the port."""
        return self._pool.create(collection, spec)

    def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """See the port; durable by the engine's write-ahead log."""
        if not points:
            return
        with self._pool.use(collection) as shard:
            shard.update(edge.UpdateOperation.upsert_points([_point(point) for point in points]))

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
        """See the port."""
        if ids is not None and not ids:
            return []
        with self._pool.use(collection) as shard:
            request = edge.QueryRequest(
                limit=limit,
                query=edge.Query.Nearest(_vector(vector), using=name),
                filter=_filter(conditions, ids),
                with_payload=has_payload,
            )
            return [Hit(str(hit.id), hit.score, hit.payload or {}) for hit in shard.query(request)]

    def retrieve(self, collection: str, ids: Sequence[str], *, name: str) -> dict[str, Vector]:
        """See the port."""
        with self._pool.use(collection) as shard:
            records = shard.retrieve(list(ids), False, [name])
        found = {str(r.id): r.vector[name] for r in records if isinstance(r.vector, dict) and name in r.vector}
        return {point_id: np.asarray(vector, dtype=np.float32) for point_id, vector in found.items()}

    def payloads(self, collection: str, ids: Sequence[str]) -> dict[str, Mapping[str, object]]:
        """See the port."""
        with self._pool.use(collection) as shard:
            records = shard.retrieve(list(ids), True, False)
        return {str(record.id): record.payload or {} for record in records}

    def scroll(
        self, collection: str, *, limit: int, after: str = "", conditions: Sequence[Condition] = ()
    ) -> tuple[list[Hit], str]:
        """See the port."""
        wanted = _filter(conditions, None)
        with self._pool.use(collection) as shard:
            request = edge.ScrollRequest(offset=after or None, limit=limit, filter=wanted, with_payload=True)
            records, following = shard.scroll(request)
        return [Hit(str(record.id), 0.0, record.payload or {}) for record in records], str(following or "")

    def facet(
        self, collection: str, field: str, *, conditions: Sequence[Condition] = (), limit: int = 100
    ) -> dict[str | int, int]:
        """See the port."""
        with self._pool.use(collection) as shard:
            request = edge.FacetRequest(field, limit=limit, exact=True, filter=_filter(conditions, None))
            return {hit.value: hit.count for hit in shard.facet(request).hits}

    def count(self, collection: str, conditions: Sequence[Condition] = ()) -> int:
        """See the port."""
        with self._pool.use(collection) as shard:
            return int(shard.count(edge.CountRequest(exact=True, filter=_filter(conditions, None))))

    def drop(self, collection: str) -> None:
        """See the port."""
        self._pool.drop(collection)

    def names(self, prefix: str = "") -> list[str]:
        """See the port."""
        return [name for name in self._pool.names() if name.startswith(prefix)]

    def close(self) -> None:
        """See the port."""
        self._pool.close()


def _point(point: Point) -> edge.Point:
    vectors: dict[str, Any] = {name: _vector(vector) for name, vector in point.vectors.items()}
    return edge.Point(point.id, vectors, dict(point.payload))


def _vector(vector: Vector | Sparse) -> Any:
    if isinstance(vector, Sparse):
        return edge.SparseVector(list(vector.indices), list(vector.values))
    return vector.tolist()


def _filter(conditions: Sequence[Condition], ids: Collection[str] | None) -> edge.Filter | None:
    if not conditions and ids is None:
        return None
    must = [_condition(condition) for condition in conditions if not condition.is_excluded]
    must_not = [_condition(condition) for condition in conditions if condition.is_excluded]
    if ids is not None:
        must.append(edge.HasIdCondition(set(ids)))
    return edge.Filter(must=must or None, must_not=must_not or None)


def _condition(condition: Condition) -> Any:
    if condition.any_of:
        matches: list[Any] = [
            edge.FieldCondition(condition.field, match=edge.MatchValue(value)) for value in condition.any_of
        ]
        return matches[0] if len(matches) == 1 else edge.Filter(should=matches)
    bounds = edge.RangeFloat(gte=condition.at_least, lte=condition.at_most)
    return edge.FieldCondition(condition.field, range=bounds)

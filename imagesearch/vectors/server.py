"""The store as a service: a Qdrant server, through its client."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import httpx
import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from imagesearch.vectors.base import (
    CollectionMissing,
    CollectionSpec,
    Condition,
    FieldKind,
    Hit,
    Point,
    Sparse,
    Vector,
    VectorsRejected,
    VectorsUnavailable,
)

UPSERT_POINTS: Final = 256
"""Points per request: 256 x (512 + 384) floats as JSON stay well below the server's limit of 32 MB."""
TIMEOUT_SECONDS: Final = 10
SCHEMAS: Final = {
    FieldKind.KEYWORD: models.PayloadSchemaType.KEYWORD,
    FieldKind.INTEGER: models.PayloadSchemaType.INTEGER,
}


@contextmanager
def _errors_translated(collection: str) -> Iterator[None]:
    try:
        yield
    except UnexpectedResponse as error:
        if error.status_code == httpx.codes.NOT_FOUND:
            raise CollectionMissing(f"There is no collection {collection}.") from error
        if error.status_code is not None and error.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            raise VectorsRejected(f"The vector store refuses this: {error.reason_phrase}.") from error
        raise VectorsUnavailable("The vector store (Qdrant) fails.") from error
    except (ResponseHandlingException, ApiException, httpx.HTTPError, OSError) as error:
        raise VectorsUnavailable("The vector store (Qdrant) does not answer.") from error
    except ValueError as error:  # the client's local form
        if "not found" in str(error):
            raise CollectionMissing(f"There is no collection {collection}.") from error
        raise VectorsRejected(f"The vector store refuses this: {error}.") from error


class ServerVectorStore:
    """See `base.VectorStore`. Any number of processes may use one server."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client

    def create(self, collection: str, spec: CollectionSpec) -> bool:
        """See the port."""
        with _errors_translated(collection):
            if self._client.collection_exists(collection):
                if self._is_as(collection, spec):
                    return False
                self._client.delete_collection(collection)
            self._make(collection, spec)
        return True

    def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """See the port; waits until the server has applied it."""
        with _errors_translated(collection):
            for start in range(0, len(points), UPSERT_POINTS):
                batch = [_point(point) for point in points[start : start + UPSERT_POINTS]]
                self._client.upsert(collection, batch, wait=True)

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
        with _errors_translated(collection):
            response = self._client.query_points(
                collection, query=_vector(vector), using=name, limit=limit, with_payload=has_payload,
                query_filter=_filter(conditions, ids),
            )  # fmt: skip
        return [Hit(str(hit.id), hit.score, hit.payload or {}) for hit in response.points]

    def retrieve(self, collection: str, ids: Sequence[str], *, name: str) -> dict[str, Vector]:
        """See the port."""
        with _errors_translated(collection):
            records = self._client.retrieve(collection, list(ids), with_payload=False, with_vectors=[name])
        found = {str(r.id): r.vector[name] for r in records if isinstance(r.vector, dict) and name in r.vector}
        return {point_id: np.asarray(vector, dtype=np.float32) for point_id, vector in found.items()}

    def payloads(self, collection: str, ids: Sequence[str]) -> dict[str, Mapping[str, object]]:
        """See the port."""
        with _errors_translated(collection):
            records = self._client.retrieve(collection, list(ids), with_payload=True)
        return {str(record.id): record.payload or {} for record in records}

    def scroll(
        self, collection: str, *, limit: int, after: str = "", conditions: Sequence[Condition] = ()
    ) -> tuple[list[Hit], str]:
        """See the port."""
        wanted = _filter(conditions, None)
        with _errors_translated(collection):
            records, following = self._client.scroll(
                collection, scroll_filter=wanted, limit=limit, offset=after or None, with_payload=True
            )
        return [Hit(str(record.id), 0.0, record.payload or {}) for record in records], str(following or "")

    def facet(
        self, collection: str, field: str, *, conditions: Sequence[Condition] = (), limit: int = 100
    ) -> dict[str | int, int]:
        """See the port."""
        with _errors_translated(collection):
            response = self._client.facet(
                collection, field, facet_filter=_filter(conditions, None), limit=limit, exact=True
            )
        return {hit.value: hit.count for hit in response.hits}

    def count(self, collection: str, conditions: Sequence[Condition] = ()) -> int:
        """See the port."""
        with _errors_translated(collection):
            return self._client.count(collection, count_filter=_filter(conditions, None), exact=True).count

    def drop(self, collection: str) -> None:
        """See the port."""
        with _errors_translated(collection):
            self._client.delete_collection(collection)

    def names(self, prefix: str = "") -> list[str]:
        """See the port."""
        with _errors_translated(prefix):
            found = self._client.get_collections().collections
        return sorted(description.name for description in found if description.name.startswith(prefix))

    def close(self) -> None:
        """See the port; the client connects again by itself."""

    def _is_as(self, collection: str, spec: CollectionSpec) -> bool:
        params = self._client.get_collection(collection).config.params
        vectors = params.vectors if isinstance(params.vectors, dict) else {}
        dims = {name: vector.size for name, vector in vectors.items()}
        return dims == dict(spec.dims) and set(params.sparse_vectors or {}) == set(spec.sparse)

    def _make(self, collection: str, spec: CollectionSpec) -> None:
        vectors = {
            name: models.VectorParams(size=dim, distance=models.Distance.DOT, datatype=models.Datatype.FLOAT16)
            for name, dim in spec.dims.items()
        }
        sparse = {name: models.SparseVectorParams(modifier=models.Modifier.IDF) for name in spec.sparse}
        self._client.create_collection(collection, vectors_config=vectors, sparse_vectors_config=sparse)
        for field, kind in spec.fields.items():
            self._client.create_payload_index(collection, field, SCHEMAS[kind], wait=True)


def _point(point: Point) -> models.PointStruct:
    vectors: dict[str, Any] = {name: _vector(vector) for name, vector in point.vectors.items()}
    return models.PointStruct(id=point.id, vector=vectors, payload=dict(point.payload))


def _vector(vector: Vector | Sparse) -> Any:
    if isinstance(vector, Sparse):
        return models.SparseVector(indices=list(vector.indices), values=list(vector.values))
    return vector.tolist()


def _filter(conditions: Sequence[Condition], ids: Collection[str] | None) -> models.Filter | None:
    if not conditions and ids is None:
        return None
    must: list[Any] = [_condition(condition) for condition in conditions if not condition.is_excluded]
    must_not: list[Any] = [_condition(condition) for condition in conditions if condition.is_excluded]
    if ids is not None:
        must.append(models.HasIdCondition(has_id=list(ids)))
    return models.Filter(must=must or None, must_not=must_not or None)


def _condition(condition: Condition) -> models.FieldCondition | models.Filter:
    if condition.any_of:
        matches = [
            models.FieldCondition(key=condition.field, match=models.MatchValue(value=value))
            for value in condition.any_of
        ]
        return matches[0] if len(matches) == 1 else models.Filter(should=list(matches))
    bounds = models.Range(gte=condition.at_least, lte=condition.at_most)
    return models.FieldCondition(key=condition.field, range=bounds)


def server_store(url: str, api_key: str) -> ServerVectorStore:
    """A store on the server at this address."""
    # The client would ask for the server's version in a thread of its own, only to warn.
    client = QdrantClient(url=url, api_key=api_key or None, timeout=TIMEOUT_SECONDS, check_compatibility=False)
    return ServerVectorStore(client)

"""A vector server that is away, hangs, and comes back."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from imagesearch.vectors import server
from imagesearch.vectors.base import CollectionSpec, Point, VectorStore, VectorsUnavailable
from tests.qdrant_service import QdrantService, qdrant_serving

SPEC = CollectionSpec(dims={"image": 2}, sparse=("words",), fields={})
VECTOR = np.array([1.0, 0.0], dtype=np.float32)
POINT = Point("00000000-0000-0000-0000-000000000001", {"image": VECTOR}, {"sha256": "a"})
USES: dict[str, Callable[[VectorStore], object]] = {
    "create": lambda store: store.create("another", SPEC),
    "upsert": lambda store: store.upsert("pictures", [POINT]),
    "search": lambda store: store.search("pictures", "image", VECTOR, limit=1),
    "retrieve": lambda store: store.retrieve("pictures", [POINT.id], name="image"),
    "payloads": lambda store: store.payloads("pictures", [POINT.id]),
    "scroll": lambda store: store.scroll("pictures", limit=1),
    "count": lambda store: store.count("pictures"),
    "names": lambda store: store.names(),
    "drop": lambda store: store.drop("another"),
}

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


@pytest.fixture
def service() -> Iterator[QdrantService]:
    with qdrant_serving() as made:
        yield made


@pytest.fixture
def store(service: QdrantService) -> VectorStore:
    made = server.server_store(service.url, "")
    made.create("pictures", SPEC)
    made.upsert("pictures", [POINT])
    return made


@pytest.mark.parametrize("use", USES)
def test_server_that_is_away_is_unavailable_until_it_is_back(service: QdrantService, store: VectorStore, use: str):
    service.stop()
    with pytest.raises(VectorsUnavailable):
        USES[use](store)
    service.start()
    USES[use](store)
    assert [hit.id for hit in store.search("pictures", "image", VECTOR, limit=1)] == [POINT.id]


@pytest.mark.parametrize("use", ["upsert", "search"])
def test_server_that_hangs_is_unavailable_after_a_while(
    service: QdrantService, store: VectorStore, monkeypatch: pytest.MonkeyPatch, use: str
):
    monkeypatch.setattr(server, "TIMEOUT_SECONDS", 1)
    impatient = server.server_store(service.url, "")
    service.is_going_on.clear()
    with pytest.raises(VectorsUnavailable):
        USES[use](impatient)
    service.is_going_on.set()
    USES[use](store)

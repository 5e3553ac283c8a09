"""What every vector store must do, asked of each adapter: the engine in the process, the client's own memory, a server."""

import uuid
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from qdrant_client import QdrantClient  # noqa: TID253  the client's memory is one of the stores under test

from imagesearch import env
from imagesearch.vectors.base import (
    CollectionMissing,
    CollectionSpec,
    Condition,
    FieldKind,
    Point,
    Sparse,
    VectorsRejected,
    VectorStore,
)
from imagesearch.vectors.edge import EdgeVectorStore
from imagesearch.vectors.server import ServerVectorStore, server_store
from tests.qdrant_service import QdrantService, qdrant_serving

SPEC = CollectionSpec(
    dims={"image": 4, "text": 3},
    sparse=("words",),
    fields={"format": FieldKind.KEYWORD, "width": FieldKind.INTEGER, "has_alt": FieldKind.INTEGER},
)
SERVER_URL = env.QDRANT_URL

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


@pytest.fixture(scope="module")
def service() -> Iterator[QdrantService]:
    """The client's memory behind HTTP."""
    with qdrant_serving() as made:
        yield made


@pytest.fixture(params=["edge", "memory", "http", *(["server"] if SERVER_URL else [])])
def store(request, tmp_path, service) -> Iterator[VectorStore]:
    makers: dict[str, Callable[[], VectorStore]] = {
        "edge": lambda: EdgeVectorStore(tmp_path, open_max=2),
        "memory": lambda: ServerVectorStore(QdrantClient(":memory:")),
        "http": lambda: server_store(service.url, ""),
        "server": lambda: server_store(SERVER_URL, ""),
    }
    made = makers[request.param]()
    yield made
    for name in made.names("contract-"):
        made.drop(name)
    made.close()


@pytest.fixture
def name() -> str:
    return f"contract-{uuid.uuid4().hex}"


def axis(dim: int, index: int, tilt: float = 0.0) -> np.ndarray:
    """A unit vector along one axis, tilted a little to the next."""
    vector = np.zeros(dim, dtype=np.float32)
    vector[index], vector[(index + 1) % dim] = np.cos(tilt), np.sin(tilt)
    return vector


def ident(index: int) -> str:
    return str(uuid.UUID(int=index + 1))


def point(index: int, *, tilt: float = 0.0, has_text: bool = True, **payload: object) -> Point:
    vectors: dict[str, np.ndarray | Sparse] = {"image": axis(4, index % 4, tilt)}
    if has_text:
        vectors |= {"text": axis(3, index % 3), "words": Sparse((index, 1000), (1.0, 1.0))}
    return Point(ident(index), vectors, {"format": "PNG", "width": 100 * index, "has_alt": int(has_text), **payload})


@pytest.fixture
def filled(store: VectorStore, name: str) -> VectorStore:
    store.create(name, SPEC)
    store.upsert(name, [point(0), point(1, format="JPEG"), point(2, has_text=False), point(4, tilt=0.5)])
    return store


def test_create_twice_makes_once(store, name):
    assert store.create(name, SPEC) is True
    store.upsert(name, [point(0)])
    assert store.create(name, SPEC) is False
    assert store.count(name) == 1


def test_create_with_another_spec_starts_anew(filled, name):
    assert filled.create(name, CollectionSpec(dims={"image": 8})) is True
    assert filled.count(name) == 0


def test_search_is_best_first_with_cosines(filled, name):
    hits = filled.search(name, "image", axis(4, 0), limit=2)
    assert [hit.id for hit in hits] == [ident(0), ident(4)]
    assert [hit.score for hit in hits] == pytest.approx([1.0, np.cos(0.5)], abs=1e-3)
    assert hits[0].payload["format"] == "PNG"


def test_search_leaves_out_points_without_the_vector(filled, name):
    hits = filled.search(name, "text", axis(3, 2), limit=10)
    assert ident(2) not in {hit.id for hit in hits}


def test_search_of_rare_words_beats_common_ones(filled, name):
    hits = filled.search(name, "words", Sparse((1, 1000), (1.0, 1.0)), limit=10)
    assert hits[0].id == ident(1)
    assert hits[0].score > hits[1].score >= 0


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("format", any_of=("JPEG",)), {1}),
        (Condition("format", any_of=("JPEG", "PNG")), {0, 1, 2, 4}),
        (Condition("format", any_of=("JPEG",), is_excluded=True), {0, 2, 4}),
        (Condition("width", at_least=100, at_most=200), {1, 2}),
        (Condition("width", at_least=200), {2, 4}),
        (Condition("has_alt", any_of=(1,)), {0, 1, 4}),
    ],
)
def test_search_conditions_narrow(filled, name, condition, expected):
    hits = filled.search(name, "image", axis(4, 0), limit=10, conditions=[condition])
    assert {hit.id for hit in hits} == {ident(index) for index in expected}
    assert filled.count(name, [condition]) == len(expected)


def test_search_of_given_ids_scores_only_these(filled, name):
    hits = filled.search(name, "image", axis(4, 0), limit=10, ids={ident(1), ident(4)})
    assert [hit.id for hit in hits] == [ident(4), ident(1)]
    assert filled.search(name, "image", axis(4, 0), limit=10, ids=()) == []


def test_search_without_payload_is_followed_by_payloads(filled, name):
    hits = filled.search(name, "image", axis(4, 0), limit=2, has_payload=False)
    assert [hit.payload for hit in hits] == [{}, {}]
    payloads = filled.payloads(name, [hits[0].id, ident(99)])
    assert {point_id: payload["format"] for point_id, payload in payloads.items()} == {ident(0): "PNG"}


def test_upsert_twice_keeps_the_later(filled, name):
    filled.upsert(name, [point(0, tilt=0.3, format="WEBP")])
    assert filled.count(name) == 4
    assert filled.facet(name, "format") == {"PNG": 2, "JPEG": 1, "WEBP": 1}
    vectors = filled.retrieve(name, [ident(0), ident(99)], name="image")
    assert set(vectors) == {ident(0)}
    assert vectors[ident(0)] == pytest.approx(axis(4, 0, 0.3), abs=1e-3)


def test_upsert_of_a_wrong_length_is_rejected(filled, name):
    with pytest.raises(VectorsRejected):
        filled.upsert(name, [Point(ident(7), {"image": axis(5, 0)})])


def test_facet_counts_within_conditions(filled, name):
    assert filled.facet(name, "format", conditions=[Condition("width", at_least=200)]) == {"PNG": 2}


def test_scroll_visits_every_point_once(filled, name):
    first, following = filled.scroll(name, limit=3)
    rest, end = filled.scroll(name, limit=3, after=following)
    assert [hit.id for hit in first + rest] == [ident(index) for index in (0, 1, 2, 4)]
    assert end == ""


def test_scroll_keeps_to_conditions(filled, name):
    hits, _ = filled.scroll(name, limit=10, conditions=[Condition("width", at_least=200)])
    assert [hit.id for hit in hits] == [ident(2), ident(4)]


def test_drop_removes_and_may_be_repeated(filled, name):
    filled.drop(name)
    filled.drop(name)
    assert name not in filled.names("contract-")
    with pytest.raises(CollectionMissing):
        filled.count(name)


def test_names_lists_by_prefix(filled, name):
    assert filled.names(name[:12]) == [name]
    assert filled.names("other") == []


def test_close_lets_go_and_the_store_goes_on(filled, name):
    filled.close()
    assert filled.count(name) == 4

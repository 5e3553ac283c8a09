from collections.abc import Sequence
from typing import Any, cast

from imagesearch.search.payloads import Payload, PayloadBook
from imagesearch.vectors.base import VectorStore


class Shelf:
    """A store of payloads that says what it was asked for."""

    def __init__(self) -> None:
        self.payload: Payload = {"said": "a boat"}
        self.asked: list[list[str]] = []

    def payloads(self, _: str, ids: Sequence[str]) -> dict[str, Payload]:
        self.asked.append(list(ids))
        return {point_id: self.payload for point_id in ids if point_id != "gone"}


def book(shelf: Shelf, **limits: Any) -> PayloadBook:
    return PayloadBook(cast("VectorStore", shelf), **limits)


def test_payloads_are_read_once():
    shelf = Shelf()
    kept = book(shelf)
    assert kept.of("one", 1, ["a", "b", "gone"]) == {"a": shelf.payload, "b": shelf.payload}
    assert list(kept.of("one", 1, ["b", "c", "a"])) == ["b", "c", "a"]
    assert shelf.asked == [["a", "b", "gone"], ["c"]]


def test_payloads_are_read_again_when_the_collection_has_changed():
    shelf = Shelf()
    kept = book(shelf)
    kept.of("one", 1, ["a"])
    kept.of("other", 1, ["a"])
    shelf.payload = {"said": "a ship"}
    assert kept.of("one", 2, ["a"])["a"] == {"said": "a ship"}
    assert kept.of("other", 1, ["a"])["a"] == {"said": "a boat"}


def test_payloads_of_nothing_ask_nobody():
    shelf = Shelf()
    assert book(shelf).of("one", 1, []) == {}
    assert not shelf.asked


def test_too_many_payloads_are_forgotten():
    shelf = Shelf()
    kept = book(shelf, kept_max=3)
    for ids in (["a", "b"], ["c", "d"], ["a"]):
        assert set(kept.of("one", 1, ids)) == set(ids)
    assert shelf.asked == [["a", "b"], ["c", "d"], ["a"]]

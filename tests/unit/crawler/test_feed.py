import asyncio
from typing import Any

import pytest

from crawler.feed import Allowance, Feed
from imagesearch.crawls.found import Traffic


class Books:
    """A ledger with as much work as is asked for."""

    def __init__(self, **counts: int) -> None:
        self.in_hand = self.pages_in_hand = self.images_kept = self.bytes_received = 0
        self.others_done_after_claims = 1
        self.traffic = Traffic()
        self.changed = asyncio.Event()
        self.asked: list[tuple[int, int]] = []
        for name, count in counts.items():
            setattr(self, name, count)

    async def claim(self, *, pages: int, images: int) -> list[Any]:
        self.asked.append((pages, images))
        return []

    @property
    def others_at_work(self) -> bool:
        return len(self.asked) < self.others_done_after_claims

    async def claim_alone(self) -> list[Any]:
        return []


def feed(books: Books, **allowance: Any) -> Feed:
    return Feed(books, Allowance(**allowance))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "allowance", "reason"),
    [
        ({"images_kept": 5}, {"images": 5}, "image_limit"),
        ({"images_kept": 4}, {"images": 5}, ""),
        ({"images_kept": 10**6}, {}, ""),
        ({"bytes_received": 60}, {"bytes": 50}, "byte_limit"),
        ({"bytes_received": 49}, {"bytes": 50}, ""),
        ({}, {"images": 0}, "image_limit"),
        ({}, {}, ""),
    ],
)
def test_spent_budget_is_named(counts: dict[str, int], allowance: dict[str, int], reason: str):
    assert feed(Books(**counts), **allowance).spent_reason() == reason


def test_bytes_on_their_way_count():
    books = Books(bytes_received=30)
    books.traffic.bytes_received = 20
    assert feed(books, bytes=50).spent_reason() == "byte_limit"


def test_pictures_are_claimed_up_to_the_budget():
    books = Books(images_kept=5, in_hand=4, pages_in_hand=1)
    asyncio.run(feed(books, images=10)._claim(4))
    assert books.asked == [(31, 2)]


def test_nothing_is_claimed_when_a_budget_is_spent():
    books = Books(images_kept=5)
    assert asyncio.run(feed(books, images=5).next()) == []
    assert books.asked == []


def test_work_ends_when_nothing_is_left_and_nobody_else_has_any():
    assert asyncio.run(feed(Books()).next()) == []


def test_work_of_others_is_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("crawler.feed.SHARED_WAIT_SECONDS", 0.01)
    books = Books(others_done_after_claims=3)
    assert asyncio.run(feed(books).next()) == []
    assert len(books.asked) == 3

"""Answers on their way to the disk."""

import time
from pathlib import Path

import pytest

from crawler import cache as cache_module
from crawler.cache import AnswerCache
from imagesearch.fetch.answers import AnswerStore, KeptAnswer


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path, owner_id=1, asked_as="test")


def answer(number: int, body: bytes = b"page") -> KeptAnswer:
    return KeptAnswer(f"http://s.test/{number}", {"etag": "x"}, time.time(), False, len(body), body)


def kept(store: AnswerStore, cache: AnswerCache, count: int) -> list[int]:
    cache._thread.submit(int).result()  # whatever was handed to the thread before is done
    return [number for number in range(count) if store.get(f"http://s.test/{number}")]


def test_answers_are_written_when_enough_have_come_and_at_the_end(store: AnswerStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache_module, "WAITING_MAX", 3)
    cache = AnswerCache(store, is_bypassed=False)
    for number in range(5):
        cache.keep_soon(answer(number))
    assert kept(store, cache, 5) == [0, 1, 2]
    cache.flush()
    assert kept(store, cache, 5) == [0, 1, 2, 3, 4]


def test_large_answers_do_not_wait_for_others(store: AnswerStore):
    cache = AnswerCache(store, is_bypassed=False)
    cache.keep_soon(answer(0, b"x" * cache_module.WAITING_MAX_BYTES))
    assert kept(store, cache, 1) == [0]

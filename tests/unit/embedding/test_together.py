"""Texts of threads that come together."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from imagesearch.embedding.base import Vectors
from imagesearch.embedding.together import ALONE_FROM, TogetherEncoder

THREADS = 6


class Slow:
    """An encoder whose first batch lasts until it is let go; the vector of a text is its number."""

    key, dim = "slow", 1

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One column: the number that the text is."""
        self.batches.append(list(texts))
        if len(texts) < ALONE_FROM:
            self.has_begun.set()
            assert self.may_end.wait(20)
        return np.array([[float(text)] for text in texts], dtype=np.float32).reshape(len(texts), 1)


def _others_wait(encoder: TogetherEncoder, count: int) -> None:
    while len(encoder._waiting) < count:
        pass


def test_what_comes_while_the_encoder_works_goes_in_one_batch_and_everybody_gets_their_own():
    slow = Slow()
    encoder = TogetherEncoder(slow)
    with ThreadPoolExecutor(THREADS + 1) as threads:
        first = threads.submit(encoder.encode_texts, ["100"])
        assert slow.has_begun.wait(20)
        later = [threads.submit(encoder.encode_texts, [str(n), str(n + 50)]) for n in range(THREADS)]
        _others_wait(encoder, THREADS)
        slow.may_end.set()
        assert first.result(20).tolist() == [[100]]
        assert [one.result(20).tolist() for one in later] == [[[n], [n + 50]] for n in range(THREADS)]
    assert [len(batch) for batch in slow.batches] == [1, 2 * THREADS]


def test_many_texts_wait_for_nobody():
    slow = Slow()
    encoder = TogetherEncoder(slow)
    with ThreadPoolExecutor(1) as threads:
        query = threads.submit(encoder.encode_texts, ["1"])
        assert slow.has_begun.wait(20)
        assert encoder.encode_texts([str(n) for n in range(ALONE_FROM)]).shape == (ALONE_FROM, 1)
        slow.may_end.set()
        assert query.result(20).tolist() == [[1]]


def test_an_error_reaches_everybody_of_the_batch_and_nobody_after_it():
    slow = Slow()
    slow.may_end.set()
    encoder = TogetherEncoder(slow)
    with pytest.raises(ValueError, match="could not convert"):
        encoder.encode_texts(["none"])
    assert encoder.encode_texts(["3"]).tolist() == [[3]]

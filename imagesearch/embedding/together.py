"""Texts that threads bring at the same time go through the model together: ten queries cost little more than half of ten alone."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final

from imagesearch.embedding.base import TextEncoder, Vectors

ALONE_FROM: Final = 9
"""So many texts at once are no query: nobody must wait for them, and they gain nothing from company."""


class TogetherEncoder:
    """A text encoder for many threads: while it works for one, others wait, and then go in one batch; nobody waits for company.

    See `TextEncoder` in `base` for what the method promises.
    """

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self.key, self.dim = encoder.key, encoder.dim
        self._waiting: list[tuple[list[str], Future[Vectors]]] = []
        self._joining, self._encoding = threading.Lock(), threading.Lock()

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """See `TextEncoder.encode_texts`; whichever thread gets hold of the encoder encodes for all that wait."""
        if len(texts) >= ALONE_FROM:
            return self._encoder.encode_texts(texts)
        mine: Future[Vectors] = Future()
        with self._joining:
            self._waiting.append((list(texts), mine))
        with self._encoding:
            if not mine.done():
                self._encode_all()
        return mine.result()

    def _encode_all(self) -> None:
        with self._joining:
            batch, self._waiting = self._waiting, []
        try:
            rows = self._encoder.encode_texts([text for texts, _ in batch for text in texts])
        except Exception as error:  # noqa: BLE001  every thread of the batch gets it
            for _, future in batch:
                future.set_exception(error)
            return
        start = 0
        for texts, future in batch:
            future.set_result(rows[start : start + len(texts)])
            start += len(texts)

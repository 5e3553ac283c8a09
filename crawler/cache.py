"""Answers that earlier crawls of the same owner got: pages and style sheets as they came, pictures as what became of them."""

import hashlib
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from typing import Any, Final

from imagesearch import env
from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.crawls.found import ImageOutcome
from imagesearch.crawls.states import ImageStatus
from imagesearch.fetch.answers import AnswerStore, KeptAnswer

log = logging.getLogger(__name__)

READING_EDITION: Final = 3
"""Raise it when pictures are read in another way: what became of them earlier is then found out anew."""
SHARE_OF_ONE_RUN: Final = 4
"""One process writes at most this part of the cache's room, so that one huge site does not drive all others out."""


WAITING_MAX: Final = 16
WAITING_MAX_BYTES: Final = 500_000
"""Answers that wait to be written together; all of them may be lost."""


class AnswerCache:
    """The cache of one crawl process; all of it may be lost without harm."""

    def __init__(self, store: AnswerStore, *, is_bypassed: bool) -> None:
        self._store = store
        self._is_bypassed = is_bypassed
        self._bytes_left = env.HTTP_CACHE_MAX_BYTES // SHARE_OF_ONE_RUN
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cache")
        self._waiting: list[KeptAnswer] = []
        self._waiting_bytes = 0

    @property
    def is_on(self) -> bool:
        """Whether anything is kept at all."""
        return env.HTTP_CACHE_MAX_BYTES > 0

    def find(self, url: str, *, is_picture: bool) -> KeptAnswer | None:
        """The answer kept for an address; of a picture only if its stored files are still there."""
        if self._is_bypassed or not self.is_on:
            return None
        answer = self._store.get(url)
        if answer is None or is_picture != bool(answer.facts):
            return None
        return answer if not is_picture or _is_still_stored(answer.facts) else None

    def used(self, answer: KeptAnswer) -> None:
        """Note that an answer was used again unasked."""
        self._store.use(answer.url)

    def keep(self, answer: KeptAnswer) -> None:
        """Keep an answer; blocks for a disk."""
        if not self.is_on or self._bytes_left < len(answer.body):
            return
        self._bytes_left -= len(answer.body)
        try:
            self._store.put(answer)
        except OSError as error:
            self._bytes_left = 0
            log.warning("answers_not_kept", extra={"error": str(error)})

    def keep_soon(self, answer: KeptAnswer) -> None:
        """Keep an answer, off the loop, together with others: to wake a thread for each costs more than to write it."""
        self._waiting.append(answer)
        self._waiting_bytes += len(answer.body)
        if len(self._waiting) >= WAITING_MAX or self._waiting_bytes >= WAITING_MAX_BYTES:
            self.flush()

    def flush(self) -> None:
        """Keep what waits, off the loop."""
        taken, self._waiting, self._waiting_bytes = self._waiting, [], 0
        self._thread.submit(self._keep_all, taken)

    def _keep_all(self, answers: list[KeptAnswer]) -> None:
        for answer in answers:
            self.keep(answer)


def facts_of(outcome: ImageOutcome) -> dict[str, Any]:
    """What became of a picture, to be kept with its answer; empty if that was our fault."""
    if outcome.reason == "not_stored":
        return {}
    return {name: value for name, value in asdict(outcome).items() if name != "image_id"} | {"reading": _reading()}


def outcome_from(facts: dict[str, Any], image_id: int) -> ImageOutcome:
    """What became of that picture earlier, as what becomes of it now."""
    return ImageOutcome(image_id, **{name: value for name, value in facts.items() if name != "reading"})


def _is_still_stored(facts: dict[str, Any]) -> bool:
    if facts.get("reading") != _reading():
        return False
    if facts["status"] != ImageStatus.FETCHED:
        return True
    kinds = [BlobKind.THUMBNAIL, BlobKind.ORIGINAL] if env.KEEP_ORIGINALS else [BlobKind.THUMBNAIL]
    return all(blob_store().renew(kind, facts["sha256"]) for kind in kinds)


def _reading() -> str:
    """Everything on which depends what becomes of a picture, except for the picture."""
    limits = (env.THUMBNAIL_SIDE_PX, env.IMAGE_MIN_SIDE_PX, env.IMAGE_MAX_PIXELS, env.IMAGE_MAX_BYTES)
    names = [field.name for field in fields(ImageOutcome)]
    return hashlib.sha256(repr((READING_EDITION, names, limits)).encode()).hexdigest()[:16]

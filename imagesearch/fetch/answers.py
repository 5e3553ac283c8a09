"""Keeps answers of web servers on disk between crawls: a file for each address, least recently used first to go."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings

from imagesearch import env
from imagesearch.core.files import file_read, file_write
from imagesearch.fetch.freshness import fresh_seconds

BODY_MAX_BYTES: Final = 2_000_000
"""A larger page is not kept."""
BLOCK_BYTES: Final = 4096
"""What a file takes on disk at least."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What is kept of an answer."""

    url: str
    headers: dict[str, str]
    kept_at: float
    """Seconds since the epoch; also when it was last found to hold still."""
    is_static: bool
    wire_bytes: int
    """What it took to fetch."""
    body: bytes = b""
    """As it came, packed if it was; empty for a picture, of which the facts are kept."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What became of a picture, by names that the crawler knows."""

    def is_fresh(self, now: float | None = None) -> bool:
        """Whether it may be used without asking."""
        age_seconds = (time.time() if now is None else now) - self.kept_at
        return 0 <= age_seconds < fresh_seconds(self.headers, is_static=self.is_static)


HEAD: Final = tuple(field.name for field in fields(KeptAnswer) if field.name != "body")


class AnswerStore:
    """The answers kept for one owner, for one way of asking."""

    def __init__(self, root: Path, *, owner_id: int, asked_as: str) -> None:
        """Open a store.

        Args:
            root: folder of all owners.
            owner_id: whose answers.
            asked_as: what else an answer depends on: the name under which the crawler asks.
        """
        self._root = root / str(owner_id)
        self._asked_as = asked_as

    def get(self, url: str) -> KeptAnswer | None:
        """The answer kept for an address; None without one, or for a file that cannot be read."""
        try:
            head, _, body = file_read(self._path(url)).partition(b"\n")
            answer = KeptAnswer(**json.loads(head), body=body)
        except (OSError, ValueError, TypeError):
            return None
        return answer if answer.url == url else None

    def put(self, answer: KeptAnswer) -> None:
        """Keep an answer in place of an older one; no reader sees half of it.

        Raises:
            OSError: it cannot be written; the cache goes without it.
        """
        if len(answer.body) > BODY_MAX_BYTES:
            return
        head = {name: getattr(answer, name) for name in HEAD}
        file_write(self._path(answer.url), json.dumps(head).encode(), b"\n", answer.body)

    def use(self, url: str) -> None:
        """Note that an answer was of use just now, so that others are dropped before it."""
        try:
            os.utime(self._path(url))
        except FileNotFoundError:
            return

    def _path(self, url: str) -> str:
        key = hashlib.sha256(f"{self._asked_as}\n{url}".encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self._root}/{key[:2]}/{key[2:]}"


class _File(NamedTuple):
    used_at: float
    size_bytes: int
    path: str


def answers_root() -> Path:
    """The folder that the settings name."""
    return Path(settings.ANSWERS_DIR)


def answers_expire(root: Path, *, bytes_max: int, unused_seconds: float) -> int:
    """Drop what was not used for long, and then the least recently used until the rest fits.

    Returns:
        How many files were dropped.
    """
    now = time.time()
    files = sorted(_files(root))
    total_bytes = sum(file.size_bytes for file in files)
    dropped = 0
    for file in files:
        if total_bytes <= bytes_max and now - file.used_at < unused_seconds:
            break
        Path(file.path).unlink(missing_ok=True)
        total_bytes -= file.size_bytes
        dropped += 1
    return dropped


def answer_store(owner_id: int) -> AnswerStore:
    """The store of an owner's crawls."""
    return AnswerStore(answers_root(), owner_id=owner_id, asked_as=env.CRAWL_USER_AGENT)


def _files(root: Path) -> Iterator[_File]:
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118  a hundred thousand of them
            try:
                status = os.stat(path)  # noqa: PTH116
            except FileNotFoundError:  # another process replaced it
                continue
            yield _File(status.st_mtime, max(status.st_size, BLOCK_BYTES), path)

"""The store of picture bytes: a port and its adapter on a folder, which may be a shared volume of many machines."""

import errno
import os
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from imagesearch.core.errors import NotFound, Unavailable
from imagesearch.core.files import PART_SUFFIX, file_read, file_write

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
KEY: Final = re.compile(r"[0-9a-f]{8,}")


class BlobKind(StrEnum):
    """What a blob is, and the folder it lies in."""

    ORIGINAL = "originals"
    THUMBNAIL = "thumbnails"
    QUERY = "queries"


class StorageFull(Unavailable):
    """There is no room left where pictures are stored."""

    code = "storage_full"


class BlobMissing(NotFound):
    """No blob of that kind and key is stored."""

    code = "blob_missing"


class BlobStore(Protocol):
    """Where picture bytes lie; keys are lower-case hex digests, so no name from outside ever reaches a path."""

    def put(self, kind: BlobKind, key: str, body: bytes) -> None:
        """Store bytes; the same key twice is once.

        Raises:
            StorageFull: no room; nothing half-written is left.
        """

    def get(self, kind: BlobKind, key: str) -> bytes:
        """The bytes.

        Raises:
            BlobMissing: never stored, or dropped since.
        """

    def exists(self, kind: BlobKind, key: str) -> bool:
        """Whether the blob is there."""

    def renew(self, kind: BlobKind, key: str) -> bool:
        """Whether the blob is there; one that is counts as written just now, so that nobody drops it as unused."""

    def delete(self, kind: BlobKind, key: str) -> None:
        """Remove the blob; one that is not there is no error."""

    def keys(self, kind: BlobKind, *, older_than: float) -> Iterator[str]:
        """Keys of blobs last written before a time (seconds since the epoch), in no order."""


class DiskBlobStore:
    """Blobs as files under `root/kind/ab/key`: 256 folders, so that nearly every picture finds its folder made."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, kind: BlobKind, key: str, body: bytes) -> None:
        """See `BlobStore.put`."""
        path = self._path(kind, key)
        if self._is_renewed(path):
            return
        try:
            file_write(path, body)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull("There is no room left to store pictures.") from error
            raise

    def get(self, kind: BlobKind, key: str) -> bytes:
        """See `BlobStore.get`."""
        try:
            return file_read(self._path(kind, key))
        except FileNotFoundError:
            raise BlobMissing(f"No {kind} blob {key[:12]} is stored.") from None

    def exists(self, kind: BlobKind, key: str) -> bool:
        """See `BlobStore.exists`."""
        return Path(self._path(kind, key)).exists()

    def renew(self, kind: BlobKind, key: str) -> bool:
        """See `BlobStore.renew`."""
        return self._is_renewed(self._path(kind, key))

    def delete(self, kind: BlobKind, key: str) -> None:
        """See `BlobStore.delete`."""
        Path(self._path(kind, key)).unlink(missing_ok=True)

    def keys(self, kind: BlobKind, *, older_than: float) -> Iterator[str]:
        """See `BlobStore.keys`."""
        for path in (self.root / kind).glob("??/*"):
            if path.suffix != PART_SUFFIX and path.stat().st_mtime < older_than:
                yield path.name

    def _path(self, kind: BlobKind, key: str) -> str:
        if not KEY.fullmatch(key):
            raise ValueError(f"not a blob key: {key[:80]!r}")
        return f"{self.root}/{kind}/{key[:2]}/{key}"

    @staticmethod
    def _is_renewed(path: str) -> bool:
        try:
            os.utime(path)
        except FileNotFoundError:
            return False
        return True


def blob_store() -> BlobStore:
    """The store that the settings name."""
    return DiskBlobStore(Path(settings.BLOBS_DIR))

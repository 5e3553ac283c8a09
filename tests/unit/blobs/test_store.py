"""The blob store on a folder."""

import os
import resource
import time
from pathlib import Path

import pytest

from imagesearch.blobs.store import BlobKind, BlobMissing, DiskBlobStore, StorageFull

KEY = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> DiskBlobStore:
    return DiskBlobStore(tmp_path)


def test_store_gives_back_what_was_put(store: DiskBlobStore):
    store.put(BlobKind.THUMBNAIL, KEY, b"picture")
    assert store.get(BlobKind.THUMBNAIL, KEY) == b"picture"
    assert not store.exists(BlobKind.ORIGINAL, KEY)


def test_store_missing_blob_is_an_error_of_its_own(store: DiskBlobStore):
    with pytest.raises(BlobMissing):
        store.get(BlobKind.THUMBNAIL, KEY)
    store.delete(BlobKind.THUMBNAIL, KEY)


@pytest.mark.parametrize("key", ["", "abc", "../../../etc/passwd", "AB" * 32, "ab/../" * 10, "ab\0cdefgh"])
def test_store_refuses_what_is_no_digest(store: DiskBlobStore, key: str):
    with pytest.raises(ValueError, match="not a blob key"):
        store.put(BlobKind.THUMBNAIL, key, b"x")


def test_store_keys_lists_only_old_and_whole_blobs(store: DiskBlobStore, tmp_path: Path):
    store.put(BlobKind.QUERY, KEY, b"old")
    os.utime(tmp_path / "queries" / "ab" / KEY, (1, 1))
    store.put(BlobKind.QUERY, "ab" * 16, b"new")
    assert list(store.keys(BlobKind.QUERY, older_than=time.time() - 60)) == [KEY]


def test_store_on_a_full_disk_leaves_no_half_file(store: DiskBlobStore, tmp_path: Path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3, limits[1]))
    try:
        with pytest.raises(StorageFull):
            store.put(BlobKind.ORIGINAL, KEY, b"picture")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_store_put_again_is_no_second_write(store: DiskBlobStore, tmp_path: Path):
    store.put(BlobKind.ORIGINAL, KEY, b"picture")
    os.utime(tmp_path / "originals" / "ab" / KEY, (1, 1))
    store.put(BlobKind.ORIGINAL, KEY, b"another with the same key")
    assert store.get(BlobKind.ORIGINAL, KEY) == b"picture"
    assert not list(store.keys(BlobKind.ORIGINAL, older_than=time.time() - 60))

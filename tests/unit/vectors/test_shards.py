"""The pool of open shards: few at a time, whole or not at all, one process each."""

import subprocess
import sys
import uuid
from threading import Thread

import numpy as np
import pytest

from imagesearch.vectors.base import CollectionMissing, CollectionSpec, Point, VectorsRejected, VectorsUnavailable
from imagesearch.vectors.edge import EdgeVectorStore
from imagesearch.vectors.shards import SPEC_FILE, ShardPool

SPEC = CollectionSpec(dims={"image": 2})
POINT = Point("00000000-0000-0000-0000-000000000001", {"image": np.array([1, 0], dtype=np.float32)})


@pytest.fixture
def pool(tmp_path):
    made = ShardPool(tmp_path, open_max=2)
    yield made
    made.close()


def test_pool_beyond_its_size_closes_the_longest_unused(pool):
    for name in "abc":
        pool.create(name, SPEC)
    for name in "abab":
        with pool.use(name):
            pass
    with pool.use("c"):
        pass
    assert list(pool._open) == ["b", "c"]
    assert pool.names() == ["a", "b", "c"]


def test_pool_never_closes_a_shard_in_use(pool):
    for name in "abc":
        pool.create(name, SPEC)
    with pool.use("a"), pool.use("b"), pool.use("c") as shard:
        assert list(pool._open) == ["a", "b", "c"]
        assert shard.info().points_count == 0
    assert len(pool._open) == 2


def test_interrupted_creation_counts_as_missing_and_is_made_again(pool, tmp_path):
    pool.create("a", SPEC)
    pool.close()
    (tmp_path / "a" / SPEC_FILE).unlink()
    with pytest.raises(CollectionMissing), pool.use("a"):
        pass
    assert pool.create("a", SPEC) is True


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "a\\b"])
def test_collection_name_that_is_no_folder_is_rejected(pool, name):
    with pytest.raises(VectorsRejected):
        pool.create(name, SPEC)


def test_second_owner_of_a_shard_is_told_to_wait(tmp_path):
    first, second = (EdgeVectorStore(tmp_path, open_max=2) for _ in range(2))
    first.create("a", SPEC)
    assert first.count("a") == 0
    with pytest.raises(VectorsUnavailable):
        second.count("a")
    first.close()
    assert second.count("a") == 0
    second.close()


def test_threads_write_and_read_together(tmp_path):
    store = EdgeVectorStore(tmp_path, open_max=1)
    failures: list[Exception] = []
    for name in "ab":
        store.create(name, SPEC)

    def work(offset: int) -> None:
        try:
            for index in range(offset, 40, 4):
                for name in "ab":
                    store.upsert(name, [Point(str(uuid.UUID(int=index + 1)), POINT.vectors)])
                    store.search(name, "image", POINT.vectors["image"], limit=5)
        except Exception as error:  # noqa: BLE001  a thread's failure must reach the test
            failures.append(error)

    threads = [Thread(target=work, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [store.count(name) for name in "ab"] == [40, 40]
    store.close()


def test_points_survive_a_kill_without_a_flush(tmp_path):
    script = f"""
import os, numpy
from pathlib import Path
from imagesearch.vectors.base import CollectionSpec, Point
from imagesearch.vectors.edge import EdgeVectorStore
store = EdgeVectorStore(Path({str(tmp_path)!r}), open_max=2)
store.create("a", CollectionSpec(dims={{"image": 2}}))
store.upsert("a", [Point({POINT.id!r}, {{"image": numpy.array([1, 0], dtype=numpy.float32)}})])
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    store = EdgeVectorStore(tmp_path, open_max=2)
    assert store.count("a") == 1
    store.close()


def test_new_shard_is_a_sparse_copy(pool, tmp_path):
    pool.create("a", SPEC)
    pool.create("b", SPEC)
    files = [path for path in (tmp_path / "b").rglob("*") if path.is_file()]
    assert sum(path.stat().st_blocks * 512 for path in files) < 2_000_000

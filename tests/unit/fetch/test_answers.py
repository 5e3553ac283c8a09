import os
import resource
import time
from pathlib import Path

import pytest

from imagesearch.fetch.answers import BODY_MAX_BYTES, AnswerStore, KeptAnswer, answers_expire

URL = "http://site.test/a?b=ü"


def store(tmp_path: Path, owner_id: int = 1, asked_as: str = "us") -> AnswerStore:
    return AnswerStore(tmp_path, owner_id=owner_id, asked_as=asked_as)


def answer(url: str = URL, **fields: object) -> KeptAnswer:
    known = {"headers": {"etag": '"1"'}, "kept_at": 5.0, "is_static": False, "wire_bytes": 9, "body": b"a\nb\0\xff"}
    return KeptAnswer(url=url, **(known | fields))  # type: ignore[arg-type]


def files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_answer_comes_back_as_it_was(tmp_path: Path):
    kept = answer(facts={"sha256": "ab", "width": 3})
    store(tmp_path).put(kept)
    assert store(tmp_path).get(URL) == kept


def test_answer_put_again_replaces_the_old_one(tmp_path: Path):
    store(tmp_path).put(answer())
    store(tmp_path).put(answer(body=b"new"))
    found = store(tmp_path).get(URL)
    assert found is not None
    assert found.body == b"new"
    assert len(files(tmp_path)) == 1


def test_answers_of_others_are_not_found(tmp_path: Path):
    store(tmp_path).put(answer())
    assert store(tmp_path, owner_id=2).get(URL) is None
    assert store(tmp_path, asked_as="another name").get(URL) is None
    assert store(tmp_path).get("http://site.test/b") is None


@pytest.mark.parametrize("damage", [b"", b"\n", b"{", b"[]\n", b'{"url": 1}\nbody', b"\xff\xfe\n", b"null\nx"])
def test_damaged_file_is_no_answer(tmp_path: Path, damage: bytes):
    store(tmp_path).put(answer())
    files(tmp_path)[0].write_bytes(damage)
    assert store(tmp_path).get(URL) is None


def test_huge_body_is_not_kept(tmp_path: Path):
    store(tmp_path).put(answer(body=b"x" * (BODY_MAX_BYTES + 1)))
    assert files(tmp_path) == []


def test_answer_that_cannot_be_written_leaves_no_half(tmp_path: Path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            store(tmp_path).put(answer())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert files(tmp_path) == []


def test_least_recently_used_go_first(tmp_path: Path):
    kept = store(tmp_path)
    for number in range(5):
        kept.put(answer(f"http://site.test/{number}", body=b"x" * 10_000))
    for age, path in enumerate(sorted(files(tmp_path), key=lambda path: path.stat().st_ino)):
        os.utime(path, (time.time() - 1000 - age,) * 2)
    kept.use("http://site.test/3")
    assert answers_expire(tmp_path, bytes_max=11_000, unused_seconds=1e6) == 4
    assert kept.get("http://site.test/3") is not None


def test_unused_for_long_goes_whatever_the_room(tmp_path: Path):
    kept = store(tmp_path)
    kept.put(answer())
    assert answers_expire(tmp_path, bytes_max=10**9, unused_seconds=1000) == 0
    os.utime(files(tmp_path)[0], (1, 1))
    assert answers_expire(tmp_path, bytes_max=10**9, unused_seconds=1000) == 1


def test_expiry_of_nothing_drops_nothing(tmp_path: Path):
    assert answers_expire(tmp_path / "missing", bytes_max=0, unused_seconds=0) == 0


@pytest.mark.parametrize(("now", "is_fresh"), [(100.0, True), (159.0, True), (161.0, False), (99.0, False)])
def test_answer_is_fresh_for_its_time_and_not_before_it(now: float, is_fresh: bool):
    assert answer(headers={"cache-control": "max-age=60"}, kept_at=100.0).is_fresh(now) == is_fresh

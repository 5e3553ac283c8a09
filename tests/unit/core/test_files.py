"""Files that are whole or not there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imagesearch.core.files import file_write


def test_write_makes_the_folder_and_joins_the_parts(tmp_path: Path):
    path = tmp_path / "a" / "b" / "file"
    file_write(str(path), b"head", b"\n", b"", b"body" * 100_000)
    assert path.read_bytes() == b"head\n" + b"body" * 100_000


def test_write_replaces_what_was_there_and_leaves_nothing_beside_it(tmp_path: Path):
    path = tmp_path / "file"
    for body in (b"a long content", b"short"):
        file_write(str(path), body)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"short")]


def test_write_by_many_at_once_gives_one_whole_file(tmp_path: Path):
    path = tmp_path / "file"
    bodies = [bytes([number]) * 50_000 for number in range(16)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda body: file_write(str(path), body), bodies))
    assert path.read_bytes() in bodies
    assert len(list(tmp_path.iterdir())) == 1


def test_write_to_a_place_that_is_a_folder_fails_and_leaves_nothing(tmp_path: Path):
    (tmp_path / "file" / "in it").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        file_write(str(tmp_path / "file"), b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

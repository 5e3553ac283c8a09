"""Copies folders whose files are mostly holes: a new shard is two hundred megabytes long and half a megabyte large."""

import os
from pathlib import Path


def folder_copy(source: Path, target: Path) -> None:
    """Copy a folder with everything in it, holes as holes."""
    target.mkdir(parents=True)
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir()
        else:
            _file_copy(path, copy)


def _file_copy(source: Path, target: Path) -> None:
    size_bytes = source.stat().st_size
    with source.open("rb") as read, target.open("wb") as write:
        write.truncate(size_bytes)
        offset = 0
        while (offset := _data_from(read.fileno(), offset, size_bytes)) < size_bytes:
            hole = os.lseek(read.fileno(), offset, os.SEEK_HOLE)
            read.seek(offset)
            write.seek(offset)
            write.write(read.read(hole - offset))
            offset = hole


def _data_from(descriptor: int, offset: int, size_bytes: int) -> int:
    """Where the next data begins; the end of the file if only a hole is left."""
    try:
        return os.lseek(descriptor, offset, os.SEEK_DATA)
    except OSError:  # ENXIO: no data behind the offset
        return size_bytes

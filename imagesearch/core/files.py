"""Writes files so that no reader ever sees half of one; many are written for each picture, so it is kept cheap."""

import itertools
import os
import secrets
from typing import Final

PART_SUFFIX: Final = ".part"
_PROCESS: Final = secrets.token_hex(4)
"""A folder may be a volume that many machines share: process ids do not tell their processes apart."""
_NUMBERS: Final = itertools.count()


def file_write(path: str, *parts: bytes) -> None:
    """Write a file, whose folder need not be there yet, beside its place and rename it.

    Args:
        path: where it is to be; what is there is replaced.
        parts: its content, piece by piece.

    Raises:
        OSError: it could not be written; nothing half-written is left.
    """
    temporary = f"{path}.{_PROCESS}-{os.getpid():x}-{next(_NUMBERS):x}{PART_SUFFIX}"
    file = _created(temporary)
    try:
        try:
            _write_all(file, parts[0] if len(parts) == 1 else b"".join(parts))  # a copy costs less than a call
        finally:
            os.close(file)
        os.rename(temporary, path)  # noqa: PTH104  a path object costs as much as the call
    except OSError:
        os.unlink(temporary)  # noqa: PTH108
        raise


def file_read(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  a path object costs as much as the call
        return file.read()


def _created(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        return os.open(path, flags, 0o666)


def _write_all(file: int, body: bytes) -> None:
    """The system may take less at a time than it is given."""
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(file, rest) :]

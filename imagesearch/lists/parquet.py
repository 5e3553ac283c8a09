"""Reads Parquet through a process of its own."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from shutil import copyfileobj
from typing import BinaryIO, Final

from imagesearch import env
from imagesearch.lists.faults import ListRejected
from imagesearch.lists.json_rows import json_lines_read
from imagesearch.lists.rows import Row

MAGIC: Final = b"PAR1"


def parquet_read(file: BinaryIO) -> Iterator[Row]:
    """A row for each row.

    Raises:
        ListRejected: it cannot be read, or only in part.
    """
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy, tempfile.TemporaryFile("w+") as errors:
        file.seek(0)
        copyfileobj(file, copy)
        copy.flush()
        command = [sys.executable, "-m", "imagesearch.lists.parquet_child", copy.name]
        with subprocess.Popen(
            command, cwd=env.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8"
        ) as child:
            assert child.stdout
            try:
                yield from json_lines_read(child.stdout)  # type: ignore[arg-type]
            finally:  # whoever reads may have had enough
                child.stdout.close()
                code = child.wait()
        if code:
            errors.seek(0)
            raise ListRejected(f"The Parquet file cannot be read: {errors.read(200).strip() or 'it is too large'}.")

"""`python -m imagesearch.lists.parquet_child PATH`: prints the rows of a Parquet file as JSON lines, within strict limits.

A process of its own, because a packed column may unpack to anything, and because a web process should not carry this library.
"""

import json
import resource
import sys
from typing import Any, Final

import pyarrow.parquet as pq
from pyarrow import ArrowException

MEMORY_MAX_BYTES: Final = 2_000_000_000
CPU_MAX_SECONDS: Final = 120
BATCH_ROWS: Final = 500
KINDS: Final = (str, int, float, list, dict)
"""What a cell may hold to be of use."""


def main() -> int:
    """Print the rows; 1 and a sentence on stderr when it cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_MAX_SECONDS, CPU_MAX_SECONDS))
    try:
        with pq.ParquetFile(sys.argv[1], memory_map=True, pre_buffer=False) as file:
            for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
                for row in batch.to_pylist():
                    sys.stdout.write(json.dumps(_plain(row)) + "\n")
    except (ArrowException, OSError, MemoryError, ValueError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}"[:200])
        return 1
    return 0


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, KINDS) else "" for name, value in row.items()}


if __name__ == "__main__":
    sys.exit(main())

"""`python -m imagesearch.pictures.apart_child SIDE_PX`: a picture on stdin; its facts as a line of JSON and its thumbnail on stdout."""

import json
import resource
import sys
from dataclasses import asdict
from typing import Final

from imagesearch.pictures.reading import picture_decoded

MEMORY_BYTES: Final = 2_000_000_000
"""Of addresses, most of which are never touched."""
CPU_SECONDS: Final = 15


def main() -> None:
    """Read everything first; what is raised ends the process with its code."""
    body = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    facts = asdict(picture_decoded(body, side_px=int(sys.argv[1])))
    thumbnail_jpeg = facts.pop("thumbnail_jpeg")
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + thumbnail_jpeg)


if __name__ == "__main__":
    main()

"""Has a picture that takes much memory decoded in a process of its own, which gives all of it back by ending."""

import json
import subprocess
import sys
from typing import Any, Final

from imagesearch import env

DECODING_SECONDS: Final = 60.0
"""By the clock; the process has its own limit of CPU, far below it on an idle machine."""


class DecodingFailed(ValueError):
    """It could not be decoded within its limits."""


def decoded_apart(body: bytes, *, side_px: int) -> tuple[dict[str, Any], bytes]:
    """The facts of a picture by the names of `Picture`, and its thumbnail as a JPEG.

    Raises:
        DecodingFailed: the bytes are damaged, or take more than the process may use.
    """
    command = [sys.executable, "-m", "imagesearch.pictures.apart_child", str(side_px)]
    lean = env.child_environment(OPENBLAS_NUM_THREADS="1")
    try:
        done = subprocess.run(
            command, cwd=env.ROOT, env=lean, input=body, capture_output=True, timeout=DECODING_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DecodingFailed("took too long") from error
    facts, end, thumbnail_jpeg = done.stdout.partition(b"\n")
    if done.returncode != 0 or not end:
        raise DecodingFailed("cannot be decoded")
    return json.loads(facts), thumbnail_jpeg

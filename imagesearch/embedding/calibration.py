"""What is measured instead of believed: which precision embeds faster on this machine."""

import logging
import time
from collections.abc import Callable
from typing import Final

import torch

log = logging.getLogger(__name__)

BF16_GAIN_MIN: Final = 1.3
"""bf16 must be faster by this factor to be worth its lost digits."""
ROUNDS: Final = 5
PICTURES_ROWS: Final = 800
"""Patches of a batch of pictures."""
QUERY_ROWS: Final = 16
"""Tokens of one query: for so few, bf16 may lose by laying out its weights what it wins by computing."""


def precision_choose(device: str, *, rows: int = PICTURES_ROWS) -> str:
    """The precision that embeds fastest on a device, measured on one layer of a common size in well under two seconds.

    Args:
        device: `cpu`, or a CUDA device.
        rows: how many patches or tokens go through a layer at a time.
    """
    if device != "cpu":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp16"
    seconds = {}
    for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        layer = torch.nn.Sequential(torch.nn.Linear(768, 3072), torch.nn.GELU(), torch.nn.Linear(3072, 768)).to(dtype)
        batch = torch.randn(rows, 768, dtype=dtype)
        with torch.inference_mode():
            layer(batch)
            seconds[name] = min(_seconds(lambda: layer(batch)) for _ in range(ROUNDS))  # noqa: B023  called at once
    gain = seconds["fp32"] / seconds["bf16"]
    log.info("precision_measured", extra={"gain_of_bf16": round(gain, 2), "rows": rows})
    return "bf16" if gain > BF16_GAIN_MIN else "fp32"


def _seconds(work: Callable[[], object]) -> float:
    """By the clock of this process: on a busy machine the wall clock would measure the others."""
    start = time.process_time()
    work()
    return time.process_time() - start

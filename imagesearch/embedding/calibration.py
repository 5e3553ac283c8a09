"""What is measured instead of believed: which precision embeds faster on this machine."""

import logging
import math
import time
from collections.abc import Callable
from typing import Final

import torch

from imagesearch.embedding.packing import PackedBf16Linear, is_bf16_packing_possible, is_packing_possible, pack

log = logging.getLogger(__name__)

GAIN_MIN: Final = {"bf16": 1.3, "packed": 0.9}
"""By what factor a precision must be faster than fp32 to be chosen: bf16 loses digits; packing loses next to none, and
halves the memory of the weights."""
HOPELESS: Final = 3.0
"""Without instructions for it, bf16 is some ten times slower: one round of that many times fp32's tells enough."""
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
    names = ["bf16", *(["packed"] if is_packing_possible() else [])]
    fp32_seconds = _layer_seconds("fp32", rows)
    gains = {
        name: fp32_seconds / _layer_seconds(name, rows, hopeless_seconds=HOPELESS * fp32_seconds) for name in names
    }
    log.info("precision_measured", extra={"gains": {n: round(gain, 2) for n, gain in gains.items()}, "rows": rows})
    worth = [name for name, gain in gains.items() if gain > GAIN_MIN[name]]
    return max(worth, key=lambda name: gains[name], default="fp32")


def _layer_seconds(name: str, rows: int, *, hopeless_seconds: float = math.inf) -> float:
    """What one layer takes in a precision, at its best; a hopeless round is the last."""
    dtype = torch.bfloat16 if name == "bf16" else torch.float32
    layer = torch.nn.Sequential(torch.nn.Linear(768, 3072), torch.nn.GELU(), torch.nn.Linear(3072, 768)).to(dtype)
    if name == "packed":
        pack(layer)
    elif name == "bf16" and is_bf16_packing_possible():
        pack(layer, PackedBf16Linear)
    batch = torch.randn(rows, 768, dtype=dtype)
    rounds: list[float] = []
    with torch.inference_mode():
        layer(batch)
        while len(rounds) < ROUNDS and (not rounds or rounds[-1] < hopeless_seconds):
            rounds.append(_seconds(lambda: layer(batch)))
    return min(rounds)


def _seconds(work: Callable[[], object]) -> float:
    """By the clock of this process: on a busy machine the wall clock would measure the others."""
    start = time.process_time()
    work()
    return time.process_time() - start

"""Models recorded into one call: no Python between their layers, and other threads have the interpreter meanwhile."""

import logging
import warnings
from collections.abc import Callable, Sequence
from typing import Final

import torch
from torch import nn

log = logging.getLogger(__name__)

Inputs = tuple[torch.Tensor, ...]
DIGITS: Final = 1e-3
"""Between what is computed either way; it is the same to the last digit, unless the recording has learnt a shape by heart."""


@torch.no_grad()
def traced(model: nn.Module, examples: Sequence[Inputs]) -> Callable[..., torch.Tensor]:
    """Record a model, in evaluation mode, for inputs of any length.

    Recording follows one example, and may take for constant what depends on it; so the others, of other shapes, are compared.

    Args:
        model: gives one tensor of floating point.
        examples: inputs, the first to be recorded by; at least one more.

    Returns:
        The recorded model, or the model itself if the recording does not do the same.
    """
    try:
        with warnings.catch_warnings():
            # Of the recorder, which torch gives up for compilers that need a C++ toolchain; and of all that could be constant.
            warnings.simplefilter("ignore")
            recorded = torch.jit.trace(model, examples[0], check_trace=False)  # type: ignore[no-untyped-call]
        wrong = [n for n, inputs in enumerate(examples) if not _is_same(recorded(*inputs), model(*inputs))]
    except (RuntimeError, ValueError, TypeError, AttributeError) as error:
        log.warning("model_not_recorded", extra={"model": type(model).__name__, "error": str(error)[:300]})
        return model
    if wrong:
        log.warning("model_recorded_wrongly", extra={"model": type(model).__name__, "examples": wrong})
    return model if wrong else recorded


def _is_same(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.shape == other.shape and torch.allclose(one.float(), other.float(), rtol=DIGITS, atol=DIGITS)

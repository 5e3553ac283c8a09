"""Layers laid out once for the processor's kernels: a query is a handful of rows, which a plain layer spends on moving weights.

Weights are kept in half precision and multiplied in single: CLIP's were published in half precision, so nothing is lost.
"""

from typing import Final

import torch
from torch import nn

from imagesearch.embedding.attention import SelfAttention

ENGINE: Final = "fbgemm"


def is_packing_possible() -> bool:
    """Whether this processor has the kernels."""
    return ENGINE in torch.backends.quantized.supported_engines


class PackedLinear(nn.Linear):
    """A linear layer with packed weights, for a processor, without gradients; a `Linear`, for models ask what they hold."""

    int8_original_dtype = torch.float32
    """By this name open_clip asks a layer without plain weights for the precision of its input."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
        nn.Module.__init__(self)  # no plain weights beside the packed ones
        self.out_features, self.in_features = weight.shape
        bias = torch.zeros(len(weight)) if bias is None else bias.float()
        self._packed = torch.ops.quantized.linear_prepack_fp16(weight.float(), bias)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002  its name in torch
        """(…, inputs) float32 to (…, outputs) float32."""
        y: torch.Tensor = torch.ops.quantized.linear_dynamic_fp16(input, self._packed)
        return y


def pack(model: nn.Module) -> None:
    """Replace all linear layers and attentions of a text model; the plain weights are let go."""
    for name, child in list(model.named_children()):
        if isinstance(child, nn.MultiheadAttention):
            setattr(model, name, SelfAttention(child, PackedLinear))
        elif isinstance(child, nn.Linear):
            setattr(model, name, PackedLinear(child.weight, child.bias))
        else:
            pack(child)

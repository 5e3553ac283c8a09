"""Layers laid out once for the processor's kernels: a plain layer lays out its weights anew for every handful of rows.

Either weights are kept in half precision and multiplied in single (CLIP's were published in half precision, so nothing is lost), or
all is bfloat16, where the processor has instructions for it. Both kinds can be recorded by `tracing`.
"""

from typing import Final

import torch
from torch import nn

from imagesearch.embedding.attention import Layer, SelfAttention

ENGINE: Final = "fbgemm"


def is_packing_possible() -> bool:
    """Whether this processor has the kernels for single precision."""
    return ENGINE in torch.backends.quantized.supported_engines


def is_bf16_packing_possible() -> bool:
    """Whether this processor has the kernels for bfloat16."""
    return torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()  # type: ignore[no-any-return, no-untyped-call]  # noqa: SLF001


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


class PackedBf16Linear(nn.Linear):
    """The same in bfloat16: what torch's own compiler makes of linear layers."""

    int8_original_dtype = torch.bfloat16

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None) -> None:
        nn.Module.__init__(self)
        self.out_features, self.in_features = weight.shape
        # Of a buffer `tracing` knows that it stays; packed weights can be neither stored nor copied, so no state of the model.
        self.register_buffer("_packed", _reordered(weight.detach().bfloat16()), persistent=False)
        plain = torch.zeros(self.out_features) if bias is None else bias.detach()
        self.register_buffer("_bias", plain.bfloat16(), persistent=False)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002
        """(…, inputs) bfloat16 to (…, outputs) bfloat16."""
        nothing = input.new_zeros(*input.shape[:-1], self.out_features)  # the form without a sum cannot be recorded
        y: torch.Tensor = torch.ops.mkldnn._linear_pointwise.binary(input, nothing, self._packed, self._bias, "add")  # noqa: SLF001
        return y


def _reordered(weight: torch.Tensor) -> torch.Tensor:
    laid_out: torch.Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous())  # noqa: SLF001
    return laid_out


def pack(model: nn.Module, layer: Layer = PackedLinear) -> None:
    """Replace all linear layers and attentions of a model by ones of a packed kind; the plain weights are let go."""
    for name, child in list(model.named_children()):
        if isinstance(child, nn.MultiheadAttention):
            setattr(model, name, SelfAttention(child, layer))
        elif isinstance(child, nn.Linear):
            setattr(model, name, layer(child.weight, child.bias))
        else:
            pack(child, layer)

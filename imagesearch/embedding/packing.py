"""Layers laid out once for the processor's kernels: a query is a handful of rows, which a plain layer spends on moving weights.

Weights are kept in half precision and multiplied in single: CLIP's were published in half precision, so nothing is lost.
"""

from typing import Any, Final

import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

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


class PackedAttention(nn.Module):
    """Attention of a text to itself, in place of torch's own, whose weights are one parameter and no layer."""

    def __init__(self, plain: nn.MultiheadAttention) -> None:
        super().__init__()
        assert plain.batch_first
        assert plain.in_proj_weight is not None
        self._heads = plain.num_heads
        self._inwards = PackedLinear(plain.in_proj_weight, plain.in_proj_bias)
        self._outwards = PackedLinear(plain.out_proj.weight, plain.out_proj.bias)

    def forward(
        self, q: torch.Tensor, _k: torch.Tensor, _v: torch.Tensor, *, attn_mask: torch.Tensor | None = None, **_: Any
    ) -> tuple[torch.Tensor, None]:
        """(n, tokens, width) to the same, and no weights of attention; keys and values are those of the text itself."""
        n, tokens, width = q.shape
        inwards = self._inwards(q).view(n, tokens, 3, self._heads, width // self._heads)
        queries, keys, values = inwards.permute(2, 0, 3, 1, 4)
        heads = scaled_dot_product_attention(queries, keys, values, attn_mask=attn_mask)
        return self._outwards(heads.transpose(1, 2).reshape(n, tokens, width)), None


def pack(model: nn.Module) -> None:
    """Replace all linear layers and attentions of a text model; the plain weights are let go."""
    for name, child in list(model.named_children()):
        if isinstance(child, nn.MultiheadAttention):
            setattr(model, name, PackedAttention(child))
        elif isinstance(child, nn.Linear):
            setattr(model, name, PackedLinear(child.weight, child.bias))
        else:
            pack(child)

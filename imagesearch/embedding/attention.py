"""Attention of a text or picture to itself, in place of torch's own, which hands its layers a batch turned on its side.

Of such a batch in bf16, torch multiplies each row for itself: four texts at once took eleven times as long as one.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

Layer = Callable[[torch.Tensor, torch.Tensor | None], nn.Module]
"""Makes a linear layer of weights (outputs, inputs) and a bias (outputs,)."""


class SelfAttention(nn.Module):
    """Computes what a `MultiheadAttention` does, from its weights; torch keeps those in one parameter, not in a layer."""

    def __init__(self, plain: nn.MultiheadAttention, layer: Layer) -> None:
        super().__init__()
        assert plain.batch_first
        assert plain.in_proj_weight is not None
        self._heads = plain.num_heads
        self._inwards = layer(plain.in_proj_weight, plain.in_proj_bias)
        self._outwards = layer(plain.out_proj.weight, plain.out_proj.bias)

    def forward(
        self, q: torch.Tensor, _k: torch.Tensor, _v: torch.Tensor, *, attn_mask: torch.Tensor | None = None, **_: Any
    ) -> tuple[torch.Tensor, None]:
        """(n, tokens, width) to the same, and no weights of attention; keys and values are those of the text itself."""
        n, tokens, width = q.shape
        inwards = self._inwards(q).view(n, tokens, 3, self._heads, width // self._heads)
        queries, keys, values = inwards.permute(2, 0, 3, 1, 4)
        heads = scaled_dot_product_attention(queries, keys, values, attn_mask=attn_mask)
        return self._outwards(heads.transpose(1, 2).reshape(n, tokens, width)), None


def attentions_replace(model: nn.Module) -> None:
    """Replace all attentions of a model by ones that share their weights."""
    for name, child in list(model.named_children()):
        if isinstance(child, nn.MultiheadAttention):
            setattr(model, name, SelfAttention(child, _plain_layer))
        else:
            attentions_replace(child)


def _plain_layer(weight: torch.Tensor, bias: torch.Tensor | None) -> nn.Linear:
    outputs, inputs = weight.shape
    layer = nn.Linear(
        inputs, outputs, bias=bias is not None, device="meta"
    )  # nothing to allocate: the weights are there
    layer.weight = nn.Parameter(weight, requires_grad=False)
    if bias is not None:
        layer.bias = nn.Parameter(bias, requires_grad=False)
    return layer

"""The text tower on as many tokens as there are: a causal tower never looks past the end of the text."""

from typing import Any

import torch
from torch import nn


class TextTower(nn.Module):
    """The text tower of a model as a module of its own, for texts that are cut already."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self._model = model

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """(n, tokens) int64 to (n, dim) in the model's precision, not normalised."""
        return _features(self._model, tokens)


def text_features(model: Any, tokens: torch.Tensor) -> torch.Tensor:
    """The features of tokenised texts, as `model.encode_text` gives them, at the cost of the longest text.

    Args:
        model: an open_clip model with its text tower.
        tokens: (n, context) int64, on the model's device.

    Returns:
        (n, dim) in the model's precision, not normalised.
    """
    return _features(model, tokens_cut(model, tokens))


def tokens_cut(model: Any, tokens: torch.Tensor) -> torch.Tensor:
    """(n, context) to (n, length of the longest text), where what follows changes nothing."""
    return tokens[:, : int(tokens.argmax(dim=1).max()) + 1] if is_cuttable(model) else tokens


def is_cuttable(model: Any) -> bool:
    """Whether cutting tokens off behind the end of the text leaves the vectors as they are.

    True for CLIP's own text tower, which is causal and read at the end-of-text token; not for SigLIP's, which looks both
    ways and is read at the last place.
    """
    return getattr(model, "attn_mask", None) is not None and getattr(model, "text_pool_type", "") == "argmax"


def _features(model: Any, tokens: torch.Tensor) -> torch.Tensor:
    features: torch.Tensor
    if not is_cuttable(model):
        features = model.encode_text(tokens)
        return features
    ends, length = tokens.argmax(dim=1), tokens.shape[1]
    x = model.token_embedding(tokens)
    x = x + model.positional_embedding[:length]
    x = model.transformer(x, attn_mask=model.attn_mask[:length, :length])
    x = model.ln_final(x)[torch.arange(x.shape[0], device=x.device), ends]
    if isinstance(model.text_projection, nn.Linear):
        x = model.text_projection(x)
    elif model.text_projection is not None:
        x = x @ model.text_projection
    features = x
    return features

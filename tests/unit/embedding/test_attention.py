"""Attention of our own computes what torch's does."""

import copy

import open_clip  # noqa: TID253
import pytest
import torch  # noqa: TID253
from torch import nn  # noqa: TID253

from imagesearch.embedding.attention import SelfAttention, attentions_replace
from imagesearch.embedding.packing import PackedLinear, is_packing_possible
from imagesearch.embedding.texts import text_features

HALF_PRECISION = 2e-3
SINGLE_PRECISION = 1e-6


def _kinds():
    yield pytest.param(None, SINGLE_PRECISION, id="plain")
    lacks = pytest.mark.skipif(not is_packing_possible(), reason="this processor has no fbgemm kernels")
    yield pytest.param(PackedLinear, HALF_PRECISION, id="packed", marks=lacks)


def _made(plain, layer):
    if layer:
        return SelfAttention(plain, layer)
    holder = nn.ModuleDict({"inner": nn.ModuleDict({"attention": plain})})
    attentions_replace(holder)
    return holder["inner"]["attention"]


@pytest.mark.parametrize(("layer", "tolerance"), _kinds())
def test_attention_looks_where_the_mask_lets_it(layer, tolerance):
    torch.manual_seed(1)
    plain, x = nn.MultiheadAttention(64, 4, batch_first=True).eval(), torch.randn(2, 7, 64)
    mask = torch.full((7, 7), float("-inf")).triu(1)
    with torch.inference_mode():
        wanted, _ = plain(x, x, x, need_weights=False, attn_mask=mask)
        got, _ = _made(plain, layer)(x, x, x, need_weights=False, attn_mask=mask)
        unmasked, _ = _made(plain, layer)(x, x, x)
    assert torch.allclose(got, wanted, atol=tolerance)
    assert not torch.allclose(unmasked, wanted, atol=10 * HALF_PRECISION)


def test_replaced_attentions_share_their_weights():
    plain = nn.MultiheadAttention(64, 4, batch_first=True)
    kept = {weight.data_ptr() for weight in plain.parameters()}
    assert {weight.data_ptr() for weight in _made(plain, None).parameters()} == kept


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["fp32", "bf16"])
def test_a_text_is_encoded_alike_alone_and_in_company(dtype):
    torch.manual_seed(1)
    text = {"context_length": 16, "vocab_size": 49408, "width": 64, "heads": 2, "layers": 2}
    vision = {"image_size": 32, "patch_size": 16, "width": 64, "layers": 1}
    plain = open_clip.CLIP(embed_dim=32, vision_cfg=vision, text_cfg=text).eval().to(dtype)
    ours = copy.deepcopy(plain)
    attentions_replace(ours)
    tokens = open_clip.SimpleTokenizer(context_length=16)(["a red house by the river", "", "two dogs"])
    with torch.inference_mode():
        wanted = torch.cat([text_features(plain, row[None]) for row in tokens])
        alone = torch.cat([text_features(ours, row[None]) for row in tokens])
        together = text_features(ours, tokens)
    for got in (alone, together):
        cosines = torch.cosine_similarity(got.float(), wanted.float())
        assert cosines.min() > 0.9999

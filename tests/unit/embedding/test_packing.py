"""Packed layers compute what plain ones do."""

import copy

import open_clip  # noqa: TID253
import pytest
import torch  # noqa: TID253
from torch import nn  # noqa: TID253

from imagesearch.embedding.packing import (
    PackedBf16Linear,
    PackedLinear,
    is_bf16_packing_possible,
    is_packing_possible,
    pack,
)
from imagesearch.embedding.texts import text_features

HALF_PRECISION, BF16 = 2e-3, 4e-2
LAYERS_PACKED = [
    pytest.param(
        (PackedLinear, torch.float32, HALF_PRECISION),
        id="half",
        marks=pytest.mark.skipif(not is_packing_possible(), reason="this processor has no fbgemm kernels"),
    ),
    pytest.param(
        (PackedBf16Linear, torch.bfloat16, BF16),
        id="bf16",
        marks=pytest.mark.skipif(not is_bf16_packing_possible(), reason="this processor has no kernels for bfloat16"),
    ),
]
TEXTS = ["a red house by the river", "", "two dogs"]
EMBED, LAYERS = 32, {"width": 64, "heads": 2, "layers": 2}
VISION = {"image_size": 32, "patch_size": 16, "width": 64, "layers": 1}


@pytest.fixture(params=LAYERS_PACKED)
def kind(request):
    """A packed layer, the type of its numbers, and how far it may be from a plain one."""
    return request.param


@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("shape", [(5, 48), (2, 3, 48), (1, 48)])
def test_linear(kind, has_bias, shape):
    layer, dtype, tolerance = kind
    torch.manual_seed(1)
    plain, x = nn.Linear(48, 96, bias=has_bias), torch.randn(*shape)
    packed = layer(plain.weight.detach(), plain.bias.detach() if has_bias else None)
    with torch.inference_mode():
        got = packed(x.to(dtype))
    assert got.dtype == dtype
    assert torch.allclose(got.float(), plain(x), atol=tolerance)


@pytest.mark.parametrize("is_custom", [False, True], ids=["clip", "siglip"])
def test_text_towers_of_both_kinds_give_the_same_vectors(kind, is_custom):
    layer, dtype, tolerance = kind
    torch.manual_seed(1)
    text: dict[str, object] = {"context_length": 16, "vocab_size": 49408, **LAYERS}
    if is_custom:  # reads both ways, at the last place, through a layer of its own
        text |= {"no_causal_mask": True, "proj_bias": True, "pool_type": "last"}
    make = open_clip.CustomTextCLIP if is_custom else open_clip.CLIP
    plain = make(embed_dim=EMBED, vision_cfg=VISION, text_cfg=text).eval()
    packed = copy.deepcopy(plain)
    del packed.visual
    pack(packed.to(dtype), layer)
    tokens = open_clip.SimpleTokenizer(context_length=16)(TEXTS)
    with torch.inference_mode():
        wanted, got = plain.encode_text(tokens, normalize=True), text_features(packed, tokens)
    cosines = (nn.functional.normalize(got.float(), dim=-1) * wanted).sum(dim=1)
    assert cosines.min() > 1 - tolerance / 20
    assert not any(type(module) is nn.Linear for module in packed.modules())


def test_an_image_tower_gives_the_same_vectors(kind):
    layer, dtype, tolerance = kind
    torch.manual_seed(1)
    plain = open_clip.CLIP(embed_dim=EMBED, vision_cfg=VISION, text_cfg={"context_length": 16, **LAYERS}).eval()
    packed, pictures = copy.deepcopy(plain), torch.randn(3, 3, VISION["image_size"], VISION["image_size"])
    pack(packed.visual.to(dtype), layer)
    with torch.inference_mode():
        wanted = plain.encode_image(pictures, normalize=True)
        got = packed.encode_image(pictures.to(dtype), normalize=True)
    assert (got.float() * wanted).sum(dim=1).min() > 1 - tolerance / 20
    assert not any(type(module) is nn.Linear for module in packed.visual.modules())

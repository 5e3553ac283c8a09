"""Packed layers compute what plain ones do."""

import copy

import open_clip  # noqa: TID253
import pytest
import torch  # noqa: TID253
from torch import nn  # noqa: TID253

from imagesearch.embedding.packing import PackedLinear, is_packing_possible, pack
from imagesearch.embedding.texts import text_features

pytestmark = pytest.mark.skipif(not is_packing_possible(), reason="this processor has no fbgemm kernels")
HALF_PRECISION = 2e-3
TEXTS = ["a red house by the river", "", "two dogs"]
EMBED, LAYERS = 32, {"width": 64, "heads": 2, "layers": 2}
VISION = {"image_size": 32, "patch_size": 16, "width": 64, "layers": 1}


@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("shape", [(5, 48), (2, 3, 48)])
def test_linear(has_bias, shape):
    torch.manual_seed(1)
    plain, x = nn.Linear(48, 96, bias=has_bias), torch.randn(*shape)
    packed = PackedLinear(plain.weight.detach(), plain.bias.detach() if has_bias else None)
    assert torch.allclose(packed(x), plain(x), atol=HALF_PRECISION)


@pytest.mark.parametrize("is_custom", [False, True], ids=["clip", "siglip"])
def test_text_towers_of_both_kinds_give_the_same_vectors(is_custom):
    torch.manual_seed(1)
    text: dict[str, object] = {"context_length": 16, "vocab_size": 49408, **LAYERS}
    if is_custom:  # reads both ways, at the last place, through a layer of its own
        text |= {"no_causal_mask": True, "proj_bias": True, "pool_type": "last"}
    make = open_clip.CustomTextCLIP if is_custom else open_clip.CLIP
    plain = make(embed_dim=EMBED, vision_cfg=VISION, text_cfg=text).eval()
    packed = copy.deepcopy(plain)
    del packed.visual
    pack(packed)
    tokens = open_clip.SimpleTokenizer(context_length=16)(TEXTS)
    with torch.inference_mode():
        wanted, got = plain.encode_text(tokens, normalize=True), text_features(packed, tokens)
    cosines = (nn.functional.normalize(got, dim=-1) * wanted).sum(dim=1)
    assert cosines.min() > 0.9999
    assert not any(type(module) is nn.Linear for module in packed.modules())


def test_an_image_tower_gives_the_same_vectors():
    torch.manual_seed(1)
    plain = open_clip.CLIP(embed_dim=EMBED, vision_cfg=VISION, text_cfg={"context_length": 16, **LAYERS}).eval()
    packed, pictures = copy.deepcopy(plain), torch.randn(3, 3, VISION["image_size"], VISION["image_size"])
    pack(packed.visual)
    with torch.inference_mode():
        wanted, got = plain.encode_image(pictures, normalize=True), packed.encode_image(pictures, normalize=True)
    assert (got * wanted).sum(dim=1).min() > 0.9999
    assert not any(type(module) is nn.Linear for module in packed.visual.modules())

"""Models are loaded in the precision and with the towers asked for."""

import shutil

import open_clip  # noqa: TID253  the reference
import pytest
import torch  # noqa: TID253
from safetensors.torch import load_file, save_file

from imagesearch.core.errors import Misconfigured
from imagesearch.embedding.base import ModelUnavailable
from imagesearch.embedding.cards import CARDS, DEMO_WEIGHTS, card_named
from imagesearch.embedding.texts import text_features
from imagesearch.embedding.towers import towers_load

WEIGHTS = "open_clip_model.safetensors"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DEMO_WEIGHTS, tmp_path / "model")


def test_towers_image_alone_has_no_text_parts():
    loaded = towers_load(card_named("demo"), towers=frozenset({"image"}))
    assert not [name for name, _ in loaded.model.named_parameters() if not name.startswith(("visual.", "logit_"))]
    assert loaded.tokenize is None


def test_towers_text_alone_gives_the_whole_models_vectors():
    text_only = towers_load(card_named("demo"), towers=frozenset({"text"}))
    whole, _, _ = open_clip.create_model_and_transforms(f"local-dir:{DEMO_WEIGHTS}")
    whole.eval()
    assert text_only.tokenize is not None
    tokens = text_only.tokenize(["a red house", "stripes"])
    with torch.inference_mode():
        assert torch.allclose(text_features(text_only.model, tokens), whole.encode_text(tokens), atol=1e-5)
    assert not hasattr(text_only.model, "visual")


def test_towers_bf16_are_loaded_so():
    loaded = towers_load(card_named("demo"), dtype=torch.bfloat16)
    assert {parameter.dtype for parameter in loaded.model.parameters()} == {torch.bfloat16}
    assert torch.get_default_dtype() == torch.float32


def test_towers_from_a_state_dict_file_are_the_same(folder):
    state = load_file(folder / WEIGHTS)
    torch.save(state, folder / "open_clip_pytorch_model.bin")
    (folder / WEIGHTS).unlink()
    loaded = towers_load(card_named(f"local-dir:{folder}"))
    assert torch.equal(loaded.model.logit_scale, state["logit_scale"].float())


def test_towers_of_another_architecture_are_refused(folder):
    save_file({"visual.stem": torch.zeros(3)}, folder / WEIGHTS)
    with pytest.raises(Misconfigured, match="do not fit"):
        towers_load(card_named(f"local-dir:{folder}"))


def test_towers_from_a_damaged_file_are_unavailable(folder):
    (folder / WEIGHTS).write_bytes(b"not weights")
    with pytest.raises(ModelUnavailable):
        towers_load(card_named(f"local-dir:{folder}"))


def test_towers_without_weights_are_unavailable():
    with pytest.raises(ModelUnavailable):
        towers_load(CARDS["ViT-B-32"])

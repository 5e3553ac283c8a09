"""Cards know their models without loading one."""

import shutil

import pytest

from imagesearch.core.errors import Misconfigured
from imagesearch.embedding.cards import (
    CARDS,
    DEFAULT_CARD,
    DEMO_WEIGHTS,
    card_named,
    weights_find,
    words_folder,
    words_key,
)


def test_card_demo_comes_with_its_weights_and_a_key():
    card = card_named("demo")
    assert card.weights == DEMO_WEIGHTS
    assert card.key.startswith("demo:")
    assert len(card.key) <= 64


def test_card_unknown_is_refused_with_the_known_names():
    with pytest.raises(Misconfigured, match="ViT-B-32"):
        card_named("ViT-Q-99")


def test_card_of_a_folder_reads_its_configuration(tmp_path):
    shutil.copytree(DEMO_WEIGHTS, tmp_path / "mine")
    card = card_named(f"local-dir:{tmp_path / 'mine'}")
    assert (card.name, card.dim, card.input_px) == ("mine", 128, 64)


def test_card_of_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(Misconfigured, match="open_clip_config"):
        card_named(f"local-dir:{tmp_path}")


def test_card_key_changes_with_the_weights(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.pt").write_bytes(name.encode() * 5000)
    keys = {DEFAULT_CARD.located(tmp_path / f"{name}.pt").key for name in ("one", "two")}
    assert len(keys) == 2


@pytest.mark.parametrize(
    "layout",
    [
        "ViT-B-32.safetensors",
        "ViT-B-32.pt",
        "models--laion--CLIP-ViT-B-32-DataComp.XL-s13B-b90K/snapshots/abc/open_clip_model.safetensors",
    ],
)
def test_weights_are_found_in_each_layout(tmp_path, layout):
    file = tmp_path / layout
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"weights")
    assert weights_find(DEFAULT_CARD, [tmp_path]) == file


def test_weights_folder_is_found_by_its_configuration(tmp_path):
    shutil.copytree(DEMO_WEIGHTS, tmp_path / "ViT-B-32")
    assert weights_find(DEFAULT_CARD, [tmp_path]) == tmp_path / "ViT-B-32"


def test_weights_that_are_nowhere_are_none(tmp_path):
    assert weights_find(DEFAULT_CARD, [tmp_path]) is None


def test_cards_are_complete():
    for card in CARDS.values():
        assert card.licence
        assert 0 < card.pixel_weight <= 1


def test_words_model_is_in_its_wheel():
    assert (words_folder("minilm") / "model.safetensors").is_file()
    assert words_key("minilm").startswith("minilm:")


def test_words_model_missing_is_refused(tmp_path):
    with pytest.raises(Misconfigured):
        words_folder(str(tmp_path))

"""Which model serves: by setting, by what lies on the machine, by what the hub gives; decided once."""

import os
import shutil
import time

import pytest

from imagesearch.embedding.base import ModelUnavailable
from imagesearch.embedding.cards import CONFIG_NAME, DEMO_WEIGHTS
from imagesearch.embedding.choosing import FILE_NAME, HUB_PATIENCE_SECONDS, model_choose, model_chosen
from tests.unit.embedding.hub import hub


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A state folder and a models folder, a hub that has nothing, and no cache of an earlier download."""
    monkeypatch.setattr("imagesearch.embedding.choosing.HUB_CACHE", tmp_path / "cache")
    with hub({}) as url:
        monkeypatch.setattr("imagesearch.embedding.downloading.HUB_URL", url)
        yield {"state_dir": tmp_path / "state", "models_dir": tmp_path / "models"}


def weights_put(models_dir):
    shutil.copytree(DEMO_WEIGHTS, models_dir / "ViT-B-32")


def test_choice_auto_without_weights_or_hub_is_demo_with_a_notice(places):
    choice = model_choose(setting="auto", **places)
    assert choice.card.name == "demo"
    assert "demo model" in choice.notice


def test_choice_auto_with_weights_is_the_default_card(places):
    weights_put(places["models_dir"])
    choice = model_choose(setting="auto", **places)
    assert (choice.card.name, choice.notice) == ("ViT-B-32", "")


def test_choice_auto_takes_what_the_hub_gives(places, monkeypatch):
    files = {name: (DEMO_WEIGHTS / name).read_bytes() for name in (CONFIG_NAME, "open_clip_model.safetensors")}
    with hub(files) as url:
        monkeypatch.setattr("imagesearch.embedding.downloading.HUB_URL", url)
        choice = model_choose(setting="auto", **places)
    assert choice.card.weights == places["models_dir"] / "ViT-B-32"


def test_choice_is_the_same_for_every_process(places):
    chosen = model_choose(setting="auto", **places)
    weights_put(places["models_dir"])
    assert model_chosen(setting="auto", **places) == chosen


def test_choice_of_demo_ends_when_weights_arrive(places):
    model_choose(setting="auto", **places)
    weights_put(places["models_dir"])
    assert model_choose(setting="auto", **places).card.name == "ViT-B-32"


def test_choice_of_demo_asks_the_hub_again_only_later(places, monkeypatch):
    first = model_choose(setting="auto", **places)
    monkeypatch.setattr("imagesearch.embedding.choosing.weights_fetch", lambda *_: pytest.fail("asked again"))
    assert model_choose(setting="auto", **places) == first
    old = time.time() - HUB_PATIENCE_SECONDS - 1
    os.utime(places["state_dir"] / FILE_NAME, (old, old))
    with pytest.raises(pytest.fail.Exception):
        model_choose(setting="auto", **places)


def test_choice_named_without_weights_is_unavailable(places):
    with pytest.raises(ModelUnavailable):
        model_choose(setting="ViT-B-32-SigLIP2-256", **places)
    with pytest.raises(ModelUnavailable, match="models"):
        model_chosen(setting="ViT-B-32-SigLIP2-256", **places)


def test_choice_demo_by_name_says_what_it_can_see(places):
    assert "as the settings say" in model_choose(setting="demo", **places).notice


def test_choice_remembered_for_another_setting_does_not_count(places):
    model_choose(setting="auto", **places)
    assert "as the settings say" in model_chosen(setting="demo", **places).notice


def test_choice_of_a_folder_is_remembered_with_its_path(places, tmp_path):
    shutil.copytree(DEMO_WEIGHTS, tmp_path / "mine")
    setting = f"local-dir:{tmp_path / 'mine'}"
    assert model_choose(setting=setting, **places) == model_chosen(setting=setting, **places)

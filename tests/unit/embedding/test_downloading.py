"""Weights arrive whole or not at all."""

from dataclasses import replace

import pytest

from imagesearch.embedding.base import ModelUnavailable
from imagesearch.embedding.cards import DEFAULT_CARD
from imagesearch.embedding.downloading import weights_fetch
from tests.unit.embedding.hub import hub

CARD = replace(DEFAULT_CARD, files=("one.json", "two.bin"))
FILES = {"one.json": b"{}", "two.bin": b"weights" * 1000}


def test_download_brings_all_files(tmp_path, monkeypatch):
    with hub(FILES) as url:
        monkeypatch.setattr("imagesearch.embedding.downloading.HUB_URL", url)
        folder = weights_fetch(CARD, tmp_path)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == FILES


@pytest.mark.parametrize(("files", "is_lying"), [({"one.json": b"{}"}, False), (FILES, True)])
def test_download_incomplete_or_damaged_leaves_nothing(tmp_path, monkeypatch, files, is_lying):
    with hub(files, is_lying=is_lying) as url:
        monkeypatch.setattr("imagesearch.embedding.downloading.HUB_URL", url)
        with pytest.raises(ModelUnavailable):
            weights_fetch(CARD, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_download_without_a_hub_is_unavailable(tmp_path, monkeypatch):
    monkeypatch.setattr("imagesearch.embedding.downloading.HUB_URL", "http://127.0.0.1:1")
    with pytest.raises(ModelUnavailable):
        weights_fetch(CARD, tmp_path)

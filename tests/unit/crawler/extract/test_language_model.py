from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawler.extract import language_model
from crawler.extract.language_model import language_identifier
from imagesearch import env

TEXTS = (
    "Das Boot wurde 1921 gebaut und fuhr viele Jahre zwischen den Inseln.",
    "The harbour was rebuilt after the storm of 1953.",
    "Le petit port est calme en hiver, les bateaux dorment.",
    "港口在风暴之后重建",
    "Порт восстановили после шторма.",
    "\ud800 \0 ???",
)


@pytest.fixture
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(env, "STATE_DIR", tmp_path)
    language_identifier.cache_clear()
    yield tmp_path
    language_identifier.cache_clear()


@pytest.fixture(scope="module")
def original() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def test_mapped_model_says_what_the_loaded_one_says(state_dir: Path, original: LanguageIdentifier):
    mapped = language_identifier()
    assert [mapped.rank(text) for text in TEXTS] == [original.rank(text) for text in TEXTS]
    assert [path.name for path in (state_dir / "language-model").iterdir()] == [language_model.version("py3langid")]


def test_model_is_unpacked_once(state_dir: Path, monkeypatch: pytest.MonkeyPatch):
    language_identifier()
    language_identifier.cache_clear()
    monkeypatch.setattr(language_model, "_unpack", lambda _: pytest.fail("unpacked again"))
    assert language_identifier().classify(TEXTS[0])[0] == "de"


@pytest.mark.parametrize("damage", [b"", b"rubbish"])
def test_damaged_files_are_not_needed(state_dir: Path, damage: bytes):
    language_identifier()
    language_identifier.cache_clear()
    next(state_dir.rglob("nextmove.npy")).write_bytes(damage)
    assert language_identifier().classify(TEXTS[0])[0] == "de"


def test_folder_that_cannot_be_written_is_not_needed(state_dir: Path):
    (state_dir / "language-model").write_bytes(b"a file")
    assert language_identifier().classify(TEXTS[0])[0] == "de"


def test_second_process_finds_what_the_first_has_unpacked(state_dir: Path):
    folder = state_dir / "language-model" / "1"
    language_model._unpack(folder)
    language_model._unpack(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["1"]

"""The model that guesses languages, mapped from files: its tables are 70 MB, of which a crawl touches a few."""

import logging
import lzma
import shutil
import tempfile
import zipfile
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from imagesearch import env

log = logging.getLogger(__name__)

PARTS: Final = ("ptc", "pc", "classes", "nextmove", "nextmove_row", "out_feat")
"""Names of the arrays in the packed model."""
PIECE_BYTES: Final = 1 << 20


@lru_cache(maxsize=1)
def language_identifier() -> LanguageIdentifier:
    """The model, unpacked into the state folder by whoever needs it first; in memory where that cannot be written."""
    folder = env.STATE_DIR / "language-model" / version("py3langid")
    try:
        if not folder.is_dir():
            _unpack(folder)
        return _mapped(folder)
    except (OSError, EOFError, ValueError, KeyError, lzma.LZMAError, zipfile.BadZipFile) as error:
        log.warning("language_model_not_mapped", extra={"reason": str(error)})
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _unpack(folder: Path) -> None:
    """Write the arrays, piece by piece, beside their place; who comes second finds those of the first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        packed = Path(beside) / "model.npz"
        with lzma.open(MODEL_DIR / MODEL_FILE) as source, packed.open("wb") as target:
            shutil.copyfileobj(source, target, PIECE_BYTES)
        ready = Path(beside) / "ready"
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(ready, [f"{part}.npy" for part in PARTS])
        try:
            ready.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise


def _mapped(folder: Path) -> LanguageIdentifier:
    """The model over mapped tables; the same numbers as those that its own loader reads."""

    def part(name: str) -> np.ndarray[Any, Any]:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

    return LanguageIdentifier(
        part("ptc"),
        part("pc").copy(),
        part("classes").tolist(),
        part("nextmove").data,
        part("out_feat").tolist(),
        norm_probs=True,
        tk_row=part("nextmove_row").tolist(),
    )

"""Pictures of seven real sites by the alt texts that their authors gave them; a second wording of the same picture is the query.

Documentation, recipes and a shop in one collection, mostly screenshots and icons. There are no pixels here: what these
sites' pictures show, no model at hand can see.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from imagesearch.env import ROOT
from tests.eval.clip_photos import NOWHERE, clip_table, spelled
from tests.eval.judged import Document, JudgedSet, Query
from tests.eval.strangers import PHRASES

FOLDER: Final = ROOT.parent / "shared" / "sites"
SITES: Final = (
    "based-cooking", "gimp-help", "grass-doc", "image-processing-lesson", "kicad-doc", "skimage-doc", "vanilla-lazyload-demos",
)  # fmt: skip
FILE_NAME: Final = re.compile(r"/|\.(?:png|jpe?g|svg|webp|gif)\b|_|\d{2}", re.IGNORECASE)
"""Alt texts that are a file's name or path, or end in a size as icons' do: not a wording of anybody."""
WORD: Final = re.compile(r"[^\W\d_]{3,}")


def sites_sets() -> list[JudgedSet]:
    """Second wordings as queries; and things that no site speaks of."""
    wordings = [found for path in SITES for found in _wordings(FOLDER / f"{path}.json")]
    blank = np.zeros(2, dtype=np.float32)
    documents = [Document(name, blank, said=texts[0]) for name, texts in wordings]
    queries = [*_second_wordings(wordings), *nowhere(" ".join(texts[0] for _, texts in wordings), NOWHERE)]
    queries += map(Query, PHRASES)
    about = "find a picture of a site by another wording of its alt text"
    return [JudgedSet("sites", about, documents, queries, clip_table(), has_pixels=False)]


def _wordings(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Pictures with an alt text or caption, each content once, with their different wordings."""
    for image in _images(path):
        texts = {" ".join(WORD.findall(text.casefold())): " ".join(text.split()) for text in _texts(image)}
        texts.pop("", None)
        if texts:
            yield f"{path.stem}:{image['sha256']}", list(texts.values())


def _texts(image: Mapping[str, Any]) -> list[str]:
    texts = [*image.get("alt", ()), *image.get("caption", ())]
    return [text.rstrip("¶ ") for text in texts if not FILE_NAME.search(text)]


@cache
def _images(path: Path) -> tuple[Mapping[str, Any], ...]:
    images = {image["sha256"]: image for image in json.loads(path.read_text())["images"] if image.get("sha256")}
    return tuple(images.values())


def _second_wordings(wordings: list[tuple[str, list[str]]]) -> Iterator[Query]:
    """The last wording of each picture that has several; right is every picture that anybody words so."""
    named: dict[str, set[str]] = {}
    for name, texts in wordings:
        for text in texts[1:]:
            named.setdefault(text, set()).add(name)
    said = {texts[0] for _, texts in wordings}
    for text, names in named.items():
        if text not in said and len(WORD.findall(text)) > 1:
            yield Query(text, frozenset(names))


def nowhere(everything: str, names: Iterable[str]) -> Iterator[Query]:
    """Names of which no word stands in a text."""
    there = set(WORD.findall(everything.casefold()))
    for name in map(spelled, names):
        if not there & set(WORD.findall(name)):
            yield Query(name)

"""1,213 photos with the vectors that the real CLIP ViT-B/32 gave them; every second one has an alt text.

Pixels count alone where a photo has no words, as on most web sites. What is relevant is told by captions that are not
indexed, so that no leg can read the answer.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from PIL import Image

from imagesearch.env import ROOT
from imagesearch.search.calibration import Scale, Vectors
from imagesearch.search.prompts import PIXELS_TEMPLATE
from tests.eval.judged import Document, JudgedSet, Query
from tests.eval.vectors_kept import meanings

FOLDER: Final = ROOT.parent / "shared" / "vectors" / "clip-vit-b-32-openai"
PREFIX: Final = PIXELS_TEMPLATE.format("")
RELEVANT_MIN: Final = 5
"""A thing that fewer captions name is seen in more photos than they say."""
PLURAL: Final = "(?:s|es)?"
NOWHERE: Final = (
    "saxophone", "trombone", "tuba", "cello", "harmonium", "bagpipe", "banjo", "clarinet", "typewriter",
    "sewing_machine", "microscope", "space_shuttle", "giant_panda", "koala", "giraffe", "zebra", "lion", "tiger",
    "rhinoceros", "hippopotamus", "walrus", "gorilla", "polar_bear", "ostrich", "flamingo", "pelican", "puffin",
    "parrot", "owl", "vulture", "jellyfish", "octopus_(animal)", "squid_(food)", "lobster", "shrimp", "sushi",
    "burrito", "lasagna", "pizza", "taco", "waffle", "pancake", "broccoli", "cauliflower", "artichoke", "asparagus",
    "eggplant", "zucchini", "pineapple", "durian", "papaya", "pomegranate", "dishwasher", "toaster", "refrigerator",
    "microwave_oven", "kettle", "printer", "calculator", "cash_register", "alarm_clock", "hourglass", "chessboard",
    "dartboard", "piggy_bank", "dollhouse", "birdcage", "fishbowl", "bathtub", "urinal", "toothbrush", "syringe",
    "stapler", "scissors", "screwdriver", "pliers", "bulldozer", "forklift", "army_tank", "fighter_jet",
    "cruise_ship", "bullet_train", "windmill", "gravestone", "snowman", "scarecrow", "pirate_flag", "wedding_cake",
    "chain_mail", "gasmask", "sombrero", "tiara", "passport", "computer_keyboard", "laptop_computer",
    "telephone_booth", "vending_machine", "washbasin", "wall_clock", "teapot", "coffee_maker", "omelet",
)  # fmt: skip
"""Names that no caption has and that outdoor photos of people and dogs will hardly show; judged by hand."""


class ClipTable:
    """Stands for the text tower: vectors of the prompts that are known. See `encoding.QueryEncoders`."""

    card_key = "clip-vit-b-32-openai"
    pixel_weight = 0.9
    raw_scale: Scale | None = None

    def __init__(self, vectors: Mapping[str, Vectors], spare: Sequence[str]) -> None:
        self._vectors, self._spare = vectors, list(spare)

    def pixel_trust(self, text: str) -> float:
        return 1.0

    def pixels(self, texts: Sequence[str]) -> Vectors:
        """A prompt that nobody encoded (some of the background) is replaced by another everyday one."""
        names = [text.removeprefix(PREFIX).removeprefix("a ").removeprefix("an ") for text in texts]
        known = [
            name if name in self._vectors else self._spare[index % len(self._spare)] for index, name in enumerate(names)
        ]
        return np.stack([self._vectors[name] for name in known])

    def meanings(self, texts: Sequence[str]) -> Vectors:
        return meanings(texts)

    def pictures(self, images: Sequence[Image.Image]) -> Vectors:
        raise NotImplementedError("There are no weights to encode pictures with.")


def photos_set(*, with_words: bool = True) -> JudgedSet:
    """The photos under names of things; without words, only the pixels can answer."""
    rows = _rows("images.tsv")
    vectors = np.load(FOLDER / "images.npy").astype(np.float32)
    documents = [_document(row, vectors[int(row["row"])], has_words=with_words) for row in rows]
    name = "photos" if with_words else "photos-bare"
    about = "real CLIP vectors, alt text on every second photo" if with_words else "the same without any words"
    return JudgedSet(name, about, documents, list(_queries(rows)), _table())


def captions_set() -> JudgedSet:
    """Known photos by what another person wrote about them: words against words, no pixels."""
    rows = _rows("images.tsv")
    blank = np.zeros(2, dtype=np.float32)
    documents = [Document(row["id"], blank, said=row["caption1"]) for row in rows]
    queries = [Query(row["caption4"].strip(" ."), frozenset({row["id"]})) for row in rows[::8]]
    return JudgedSet(
        "captions", "find a photo by another person's caption of it", documents, queries, _table(), has_pixels=False
    )


def _document(row: Mapping[str, str], vector: Any, *, has_words: bool) -> Document:
    number = int(row["row"])
    said = row["caption1"] if has_words and number % 2 == 0 else ""
    around = row["caption2"] if has_words and number % 4 == 1 else ""
    return Document(row["id"], vector, said, around)


def _queries(rows: Sequence[Mapping[str, str]]) -> Iterator[Query]:
    """Names of things, relevant by the captions that are never indexed; and things that are nowhere."""
    told = {row["id"]: " ".join(row[f"caption{number}"] for number in (3, 4, 5)) for row in rows}
    for name in _names():
        pattern = re.compile(rf"\b{re.escape(name)}{PLURAL}\b")
        relevant = frozenset(id_ for id_, text in told.items() if pattern.search(text))
        if len(relevant) >= RELEVANT_MIN:
            yield Query(name, relevant)
    yield from (Query(_spelled(name)) for name in NOWHERE if _spelled(name) in _texts())


def _names() -> list[str]:
    rows = _rows("texts.tsv")
    return list(dict.fromkeys(_spelled(row["name"]) for row in rows if int(row["n_relevant"]) >= RELEVANT_MIN))


def _spelled(name: str) -> str:
    """`octopus_(animal)` as people write it."""
    return re.sub(r"[_ ]*\(.*\)", "", name).replace("_", " ").lower()


@cache
def _texts() -> Mapping[str, Vectors]:
    vectors = np.load(FOLDER / "texts.npy").astype(np.float32)
    return {_spelled(row["name"]): vectors[int(row["row"])] for row in reversed(_rows("texts.tsv"))}


@cache
def _table() -> ClipTable:
    absent = [_spelled(row["name"]) for row in _rows("texts.tsv") if row["n_relevant"] == "0"]
    spare = sorted(set(absent) - {_spelled(name) for name in NOWHERE})
    return ClipTable(_texts(), spare[:: max(len(spare) // 60, 1)])


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))

"""1,213 photos with the vectors that the real CLIP ViT-B/32 gave them; every second one has an alt text.

Pixels count alone where a photo has no words, as on most web sites. What is relevant is told by captions that are not
indexed, so that no leg can read the answer. Which photos have words, and whose, is laid out in four ways and averaged:
with one of them alone a query's figure hangs on whether its few photos happen to be described.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import numpy as np
from PIL import Image

from imagesearch.env import ROOT
from imagesearch.search.calibration import Scale, Vectors
from imagesearch.search.prompts import PIXELS_TEMPLATE
from imagesearch.vectors.bm25 import terms
from tests.eval.judged import Document, JudgedSet, Query
from tests.eval.strangers import PHRASES
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


@dataclass(frozen=True, slots=True)
class Layout:
    """Which photos, by their number, have an alt text, which a sentence beside them, and who wrote them."""

    alt_rows: tuple[int, int]
    """Remainders by four."""
    beside_rows: int
    alt: str
    beside: str


LAYOUTS: Final = (
    Layout((0, 2), 1, "caption1", "caption2"),
    Layout((1, 3), 0, "caption1", "caption2"),
    Layout((0, 1), 2, "caption2", "caption1"),
    Layout((2, 3), 0, "caption2", "caption1"),
)


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


def photos_sets() -> list[JudgedSet]:
    """The photos under names of things, in each layout."""
    return [photos_set(layout) for layout in LAYOUTS]


def bare_sets() -> list[JudgedSet]:
    """The same without words: only the pixels can answer."""
    return [photos_set(None)]


def photos_set(layout: Layout | None) -> JudgedSet:
    """The photos under names of things, with the words of a layout."""
    rows = rows_of("images.tsv")
    vectors = np.load(FOLDER / "images.npy").astype(np.float32)
    documents = [_document(row, vectors[int(row["row"])], layout) for row in rows]
    name = "photos" if layout else "photos-bare"
    about = "real CLIP vectors, alt text on every second photo" if layout else "the same without any words"
    return JudgedSet(name, about, documents, list(_queries()), clip_table())


def short_sets() -> list[JudgedSet]:
    """The photos with less said about them: of those with words a third each has a number, a file's name, or two words of a caption."""
    return [_shortened(judged) for judged in photos_sets()]


def _shortened(judged: JudgedSet) -> JudgedSet:
    numbers = {row["id"]: int(row["row"]) for row in rows_of("images.tsv")}
    documents = [_short(document, numbers[document.name]) for document in judged.documents]
    about = "real CLIP vectors, an alt text of a word or two on three of four photos"
    return replace(judged, name="photos-short", about=about, documents=documents)


def _short(document: Document, number: int) -> Document:
    words = [word for word in re.findall(r"[a-z]+", document.words.lower()) if terms(word)]
    if not words:
        return document
    said = (f"photo {number}", f"IMG {4000 + number}", " ".join(words[:2]))[number // 4 % 3]
    return replace(document, said=said, around="")


def captions_sets() -> list[JudgedSet]:
    """Known photos by what another person wrote about them: words against words, no pixels."""
    rows = rows_of("images.tsv")
    blank = np.zeros(2, dtype=np.float32)
    documents = [Document(row["id"], blank, said=row["caption1"]) for row in rows]
    queries = [Query(row["caption4"].strip(" ."), frozenset({row["id"]})) for row in rows[::8]]
    queries += map(Query, PHRASES)
    about = "find a photo by another person's caption of it"
    return [JudgedSet("captions", about, documents, queries, clip_table(), has_pixels=False)]


def _document(row: Mapping[str, str], vector: Any, layout: Layout | None) -> Document:
    if layout is None:
        return Document(row["id"], vector)
    rest = int(row["row"]) % 4
    said = row[layout.alt] if rest in layout.alt_rows else ""
    return Document(row["id"], vector, said, row[layout.beside] if rest == layout.beside_rows else "")


def _queries() -> Iterator[Query]:
    """Names of things, relevant by the captions that are never indexed; and things that are nowhere."""
    for name in _names():
        relevant = relevant_to(name)
        if len(relevant) >= RELEVANT_MIN:
            yield Query(name, relevant)
    yield from (Query(spelled(name)) for name in NOWHERE if spelled(name) in _texts())


def relevant_to(name: str) -> frozenset[str]:
    """Photos of which a caption that is never indexed has the name."""
    pattern = re.compile(rf"\b{re.escape(name)}{PLURAL}\b")
    return frozenset(id_ for id_, text in _told().items() if pattern.search(text))


@cache
def _told() -> Mapping[str, str]:
    return {row["id"]: " ".join(row[f"caption{n}"] for n in (3, 4, 5)) for row in rows_of("images.tsv")}


def _names() -> list[str]:
    rows = rows_of("texts.tsv")
    return list(dict.fromkeys(spelled(row["name"]) for row in rows if int(row["n_relevant"]) >= RELEVANT_MIN))


def spelled(name: str) -> str:
    """`octopus_(animal)` as people write it."""
    return re.sub(r"[_ ]*\(.*\)", "", name).replace("_", " ").lower()


@cache
def _texts() -> Mapping[str, Vectors]:
    vectors = np.load(FOLDER / "texts.npy").astype(np.float32)
    return {spelled(row["name"]): vectors[int(row["row"])] for row in reversed(rows_of("texts.tsv"))}


@cache
def clip_table() -> ClipTable:
    """Stands for the text tower of the photos' vectors."""
    absent = [spelled(row["name"]) for row in rows_of("texts.tsv") if row["n_relevant"] == "0"]
    spare = sorted(set(absent) - {spelled(name) for name in NOWHERE})
    return ClipTable(_texts(), spare[:: max(len(spare) // 60, 1)])


@cache
def rows_of(file: str) -> tuple[dict[str, str], ...]:
    """A table of the folder."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))

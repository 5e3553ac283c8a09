"""Ways to rank one judged set: the product's own functions over a real store, and what others do."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from imagesearch.core.ids import point_id
from imagesearch.search.calibration import Vectors
from imagesearch.search.fusion import STRONG_FROM, fused_score
from imagesearch.search.parsing import query_parse
from imagesearch.search.payloads import Collection, PayloadBook
from imagesearch.search.prompts import PIXELS_TEMPLATE
from imagesearch.search.retrieval import Concept, Probe, collection_probe
from imagesearch.search.scales import ScaleBook
from imagesearch.search.wording import query_words
from imagesearch.vectors.base import Point, Sparse, Vector
from imagesearch.vectors.bm25 import document_sparse, query_sparse
from imagesearch.vectors.edge import EdgeVectorStore
from imagesearch.vectors.layout import IMAGE, TEXT, WORDS, collection_spec
from tests.eval.judged import JudgedSet
from tests.eval.vectors_kept import meanings

COLLECTION: Final = "judged"
RRF_K: Final = 60
KEYWORD_WEIGHT: Final = 0.5
COSINE_STRONG: Final = 0.24
"""Where useful hits of CLIP begin: the fixed threshold that a calibrated cut-off replaces."""
RANKED_MAX: Final = 400
PRODUCT: Final = "product"
FORMULA: Final = "semantic + 0.5 x keyword"
LEG: Final = " only"
"""How the names of single legs end."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One result, and whether the contender calls it a match."""

    name: str
    score: float
    is_strong: bool = False


Rank = Callable[[str], list[Ranked]]


class Bench:
    """A judged set in a store of its own, with its vectors at hand for the plain ways."""

    def __init__(self, judged: JudgedSet) -> None:
        self.judged = judged
        self._folder = tempfile.TemporaryDirectory(prefix="judged-")
        self.store = EdgeVectorStore(Path(self._folder.name), open_max=4)
        self._texts = self._meanings()
        # All at once: one by one takes five times as long.
        meanings([text for query in judged.queries for text in (query.text, query_parse(query.text).subject)])
        self._said = {one.name: " ".join(one.said.lower().split()) for one in judged.documents}
        self._alts = {name: frozenset(said.split()) for name, said in self._said.items()}
        self._legs: dict[tuple[str, str], list[Ranked]] = {}
        self._pixels = np.stack([document.pixels for document in judged.documents])
        self._fill()
        self.scales = ScaleBook(self.store, judged.encoders)
        self._payloads = PayloadBook(self.store)

    def close(self) -> None:
        """Let go of the store and its folder."""
        self.store.close()
        self._folder.cleanup()

    def product(self, text: str, unwanted: Sequence[str] = ()) -> list[Ranked]:
        """The product: understood by rules, then every leg, calibrated, fused, cut off."""
        wanted = self._concept(query_parse(text).subject)
        probe = Probe(wanted=wanted, unwanted=[self._concept(thing) for thing in unwanted])
        scales = self.scales.of(COLLECTION)
        weight = self.judged.encoders.pixel_weight
        found = collection_probe(Collection(self._payloads, COLLECTION, 0), probe, scales).found
        scores = {
            one.sha256: fused_score(one.matched, pixel_weight=weight, has_text=True, has_example=False) for one in found
        }
        return [Ranked(name, score, score >= STRONG_FROM) for name, score in _sorted(scores)]

    def pixels(self, text: str) -> list[Ranked]:
        """Cosines of the image model, as they are."""
        return self._once("pixels", text, self._by_pixels)

    def meaning(self, text: str) -> list[Ranked]:
        """Cosines of the sentence model over the words of each picture."""
        return self._once("meaning", text, self._by_meaning)

    def exact(self, text: str) -> list[Ranked]:
        """BM25 over the words of each picture."""
        return self._once("exact", text, self._by_words)

    def _once(self, leg: str, text: str, rank: Rank) -> list[Ranked]:
        """What a leg says, asked once: several contenders read it."""
        if (leg, text) not in self._legs:
            self._legs[leg, text] = rank(text)
        return self._legs[leg, text]

    def _by_pixels(self, text: str) -> list[Ranked]:
        cosines = self._cosines(self._pixels, self._pixels_query(text)) if self.judged.has_pixels else {}
        return [Ranked(name, score, score >= COSINE_STRONG) for name, score in _sorted(cosines)]

    def _by_meaning(self, text: str) -> list[Ranked]:
        cosines = self._cosines(self._texts, self.judged.encoders.meanings([text])[0])
        return [Ranked(name, score) for name, score in _sorted({n: s for n, s in cosines.items() if s})]

    def _by_words(self, text: str) -> list[Ranked]:
        query = query_sparse(text, {document.language for document in self.judged.documents})
        hits = self.store.search(COLLECTION, WORDS, query, limit=RANKED_MAX) if query.indices else []
        return [Ranked(str(hit.payload["sha256"]), hit.score) for hit in hits]

    def rrf(self, text: str) -> list[Ranked]:
        """Reciprocal rank fusion of the three, unweighted."""
        scores: dict[str, float] = {}
        for leg in (self.pixels, self.meaning, self.exact):
            for place, one in enumerate(leg(text)[:RANKED_MAX], start=1):
                scores[one.name] = scores.get(one.name, 0.0) + 1 / (RRF_K + place)
        return [Ranked(name, score) for name, score in _sorted(scores)]

    def formula(self, text: str) -> list[Ranked]:
        """`semantic + 0.5 x keyword`, one result for each alt text."""
        words = set(text.lower().split())
        semantic = self.pixels(text) if self.judged.has_pixels else self.meaning(text)
        scores = {one.name: one.score for one in semantic}
        for name, alt in self._alts.items():
            scores[name] = scores.get(name, 0.0) + KEYWORD_WEIGHT * len(words & alt) / len(words)
        return _once_each([Ranked(name, score) for name, score in _sorted(scores)], self._said)

    def _concept(self, text: str) -> Concept:
        encoders = self.judged.encoders
        trust = encoders.pixel_trust(text) if self.judged.has_pixels else 0.0
        pixels = self._pixels_query(text) if trust else None
        return Concept(query_words(text), pixels, encoders.meanings([text])[0], trust)

    def _pixels_query(self, text: str) -> Vector:
        query: Vector = self.judged.encoders.pixels([PIXELS_TEMPLATE.format(text)])[0]
        return query

    def _cosines(self, vectors: Vectors, query: Vector) -> dict[str, float]:
        scores = vectors @ query
        return {document.name: float(score) for document, score in zip(self.judged.documents, scores, strict=True)}

    def _meanings(self) -> Vectors:
        """(n, dim); zeros for pictures without words."""
        words = [document.words for document in self.judged.documents]
        spoken = [index for index, text in enumerate(words) if text]
        vectors = meanings([words[index] for index in spoken]) if spoken else np.zeros((0, 384), np.float32)
        all_vectors = np.zeros((len(words), vectors.shape[1]), np.float32)
        all_vectors[spoken] = vectors
        return all_vectors

    def _fill(self) -> None:
        spec = collection_spec(image_dim=self._pixels_dim(), text_dim=self._texts.shape[1])
        self.store.create(COLLECTION, spec)
        self.store.upsert(COLLECTION, [self._point(index) for index in range(len(self.judged.documents))])

    def _pixels_dim(self) -> int:
        dim: int = self.judged.encoders.pixels(["a dog"]).shape[1]
        return dim

    def _point(self, index: int) -> Point:
        document = self.judged.documents[index]
        vectors: dict[str, Vector | Sparse] = {}
        if self.judged.has_pixels:
            vectors[IMAGE] = document.pixels
        if document.words:
            vectors[TEXT] = self._texts[index]
        sparse = document_sparse(f"{document.said} {document.said} {document.around}", document.language)
        if sparse.indices:
            vectors[WORDS] = sparse
        payload = {
            "sha256": document.name,
            "said": document.said,
            "around": document.around,
            "language": document.language,
        }
        return Point(point_id(COLLECTION, document.name), vectors, payload)


def contenders_of(bench: Bench) -> Mapping[str, Rank]:
    """All of them by name, the product first."""
    pixels = {f"pixels{LEG}": bench.pixels} if bench.judged.has_pixels else {}
    legs = {**pixels, f"meaning of words{LEG}": bench.meaning, f"exact words{LEG}": bench.exact}
    return {PRODUCT: bench.product, **legs, "plain RRF": bench.rrf, FORMULA: bench.formula}


def is_leg(contender: str) -> bool:
    """Whether it is a single leg."""
    return contender.endswith(LEG)


def _sorted(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _once_each(ranked: Sequence[Ranked], said: Mapping[str, str]) -> list[Ranked]:
    seen: set[str] = set()
    kept = []
    for one in ranked:
        alt = said[one.name]
        if not alt or alt not in seen:
            kept.append(one)
            seen.add(alt)
    return kept

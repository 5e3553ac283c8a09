"""Looks into one collection through every leg, and scores each candidate under all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from imagesearch.search.calibration import Calibration, Likeness
from imagesearch.search.exemplars import Exemplar, likeness_chance, unlikeness_chance
from imagesearch.search.fusion import Matched, either
from imagesearch.search.payloads import Collection
from imagesearch.search.rarity import Rarity
from imagesearch.search.wording import OTHER_COLOR_TRUST, QueryWords, folded
from imagesearch.vectors.base import Condition, Hit, Sparse, Vector
from imagesearch.vectors.bm25 import query_sparse, terms
from imagesearch.vectors.layout import IMAGE, TEXT, WORDS

LEG_LIMIT: Final = 250
"""Candidates per leg; the union is scored under all legs, so no leg's absence from a list counts against a picture."""
LIKELY_FROM: Final = 0.1
"""Where the chance that any leg is right is less, legs that agree cannot make a score that is shown (`fusion.WEAK_FROM`): such
candidates are dropped before more is read of them, but for the closest few."""
PROMISING_FROM: Final = 0.04
"""A picture to which each of three legs gives less cannot come to be shown; only the closest few of each leg are kept for all that."""
CLOSEST_KEPT: Final = 50
BROWSE_LIMIT: Final = 2000
"""Pictures read when only filters are given."""
EXCLUDED_FROM: Final = 0.13
"""A picture that shows, or is said to show, an excluded thing with at least this chance is left out: far less than it takes to
count as found, because who asks for none of a thing is bothered more by one that is left than by a picture too few."""
ALL_SAID_FROM: Final = 0.5
"""Of an excluded "red bicycle" both words must stand in the alt text: red things are not meant."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something in words, as each leg reads it; None where a leg cannot."""

    words: QueryWords
    pixels: Vector | None
    meaning: Vector | None
    pixel_trust: float = 1.0
    """How much of the words the image model can be expected to know."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A whole query: what is wanted, what is not, example pictures, and what the results must be.

    With neither words nor a wanted example everything that the conditions let through is found.
    """

    wanted: Concept | None = None
    unwanted: Sequence[Concept] = ()
    exemplars: Sequence[Exemplar] = ()
    phrases: Sequence[str] = ()
    """Words that must stand side by side, lower case and without marks."""
    conditions: Sequence[Condition] = ()

    @property
    def has_example(self) -> bool:
        """Whether results should be like a picture."""
        return any(exemplar.is_wanted for exemplar in self.exemplars)

    @property
    def needs_words(self) -> bool:
        """Whether the words of every candidate must be read, those too that share none with the query."""
        names_color = self.wanted is not None and self.wanted.words.names_color
        return bool(self.phrases or self.unwanted) or names_color


@dataclass(frozen=True, slots=True)
class Scales:
    """What is known about the scores of one collection."""

    pixels: Calibration
    meaning: Calibration
    likeness: Likeness
    rarity: Rarity = field(default_factory=Rarity)
    languages: tuple[str, ...] = ("",)
    """Of the words of the pictures, most frequent first; empty where it is not known."""

    def at(self, concept: Concept | None) -> "Scales":
        """The scales for one query."""
        if concept is None:
            return self
        words = min(len(concept.words.counting(language)) for language in self.languages)
        return replace(self, pixels=self.pixels.at(words), meaning=self.meaning.at(words, concept.meaning))


@dataclass(slots=True)
class Candidate:
    """A point that some leg found, with its payload and raw scores by leg."""

    payload: Mapping[str, object] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The picture's content."""
        return str(self.payload.get("sha256", ""))

    def text(self, name: str) -> str:
        """A text of the payload."""
        return str(self.payload.get(name, ""))

    @property
    def language(self) -> str:
        """Of its words; empty if it is not known."""
        return self.text("language")

    @property
    def folded_words(self) -> str:
        """All words of the picture, lower case and without marks."""
        return folded(f"{self.text('said')} | {self.text('around')}")


@dataclass(frozen=True, slots=True)
class Found:
    """A picture's content, how it matched, and what is known of it."""

    sha256: str
    matched: Matched
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Findings:
    """All candidates of one collection, in no order, and how many were excluded."""

    found: tuple[Found, ...]
    excluded: int


def collection_probe(collection: Collection, probe: Probe, scales: Scales) -> Findings:
    """Every candidate of one collection under a query.

    Raises:
        CollectionMissing: nothing was indexed, or the index was lost.
        VectorsUnavailable: the store does not answer.
    """
    wanted_scales = scales.at(probe.wanted)
    candidates = _candidates(collection, _legs(probe, scales), probe.conditions, wanted_scales)
    _unwanted_examples_score(collection, probe, candidates)
    # Only the words of a candidate decide how well it matches; other payload is read for what is shown.
    _payloads_fill(
        collection, candidates if probe.needs_words else {i: c for i, c in candidates.items() if WORDS in c.scores}
    )
    fitting = {i: c for i, c in candidates.items() if all(phrase in c.folded_words for phrase in probe.phrases)}
    kept = dict(fitting)
    for concept in probe.unwanted:
        shown = _shown(collection, concept, scales.at(concept), kept)
        kept = {point_id: candidate for point_id, candidate in kept.items() if point_id not in shown}
    found = _likely({point_id: _matched(candidate, probe, wanted_scales) for point_id, candidate in kept.items()})
    _payloads_fill(collection, {point_id: kept[point_id] for point_id in found})
    said_here = max((matched.words for matched in found.values()), default=0.0)
    described = (_described(kept[i], matched, said_here) for i, matched in found.items())
    return Findings(tuple(described), len(fitting) - len(kept))


def _described(candidate: Candidate, matched: Matched, said_here: float) -> Found:
    said, around = (len(terms(candidate.text(name), candidate.language)) for name in ("said", "around"))
    known = replace(matched, words_said=said, words_around=around, said_here=said_here)
    return Found(candidate.sha256, known, candidate.payload)


def _likely(found: Mapping[str, Matched]) -> Mapping[str, Matched]:
    """Without the candidates that would not be shown, so that their payload need not be read."""
    chances = {point_id: either(m.pixels, m.words, m.example) for point_id, m in found.items()}
    closest = sorted(chances, key=lambda point_id: -chances[point_id])[:CLOSEST_KEPT]
    if not any(chances.values()):  # browsing: nothing is likelier than anything else
        return found
    return {i: matched for i, matched in found.items() if chances[i] >= LIKELY_FROM} | {i: found[i] for i in closest}


def _payloads_fill(collection: Collection, candidates: Mapping[str, Candidate]) -> None:
    lacking = [point_id for point_id, candidate in candidates.items() if not candidate.payload]
    for point_id, payload in collection.payloads(lacking).items():
        candidates[point_id].payload = payload


def _legs(probe: Probe, scales: Scales) -> dict[str, tuple[str, Vector | Sparse]]:
    """Name of the vector and query vector for each leg that can answer."""
    legs: dict[str, tuple[str, Vector | Sparse]] = {}
    if probe.wanted is not None:
        legs |= _concept_legs(probe.wanted, scales)
    for exemplar in probe.exemplars:
        if exemplar.is_wanted:
            legs[exemplar.name] = (IMAGE, exemplar.vector)
    return legs


def _concept_legs(concept: Concept, scales: Scales) -> dict[str, tuple[str, Vector | Sparse]]:
    legs: dict[str, tuple[str, Vector | Sparse]] = {}
    if concept.pixels is not None:
        legs[IMAGE] = (IMAGE, scales.pixels.centred(concept.pixels))
    if concept.meaning is not None:
        legs[TEXT] = (TEXT, scales.meaning.centred(concept.meaning))
    sparse = query_sparse(concept.words.text, scales.languages)
    if sparse.indices:
        legs[WORDS] = (WORDS, sparse)
    return legs


def _candidates(
    collection: Collection,
    legs: Mapping[str, tuple[str, Vector | Sparse]],
    conditions: Sequence[Condition],
    scales: Scales,
) -> dict[str, Candidate]:
    """The union of what the legs find, each scored under all dense legs; without legs, whatever fits the conditions."""
    if not legs:
        return {hit.id: Candidate(hit.payload) for hit in collection.browse(limit=BROWSE_LIMIT, conditions=conditions)}
    found: dict[str, Sequence[Hit]] = {}
    candidates: dict[str, Candidate] = {}
    for leg, (name, vector) in legs.items():
        found[leg] = collection.search(name, vector, limit=LEG_LIMIT, conditions=conditions)
        for hit in _promising(leg, found[leg], scales):
            candidates.setdefault(hit.id, Candidate()).scores[leg] = hit.score
    for leg, (name, vector) in legs.items():
        if leg != WORDS:
            _scores_complete(leg, found[leg], candidates)
            missing = (
                [i for i, c in candidates.items() if leg not in c.scores] if _has_more(leg, found[leg], scales) else []
            )
            for hit in collection.search(name, vector, limit=len(missing), ids=missing):
                candidates[hit.id].scores[leg] = hit.score
    return candidates


def _scores_complete(leg: str, found: Sequence[Hit], candidates: Mapping[str, Candidate]) -> None:
    """What a leg has found of the candidates that another leg brought in."""
    for hit in found:
        if hit.id in candidates:
            candidates[hit.id].scores[leg] = hit.score


def _has_more(leg: str, found: Sequence[Hit], scales: Scales) -> bool:
    """Whether what a leg has not listed may still be likely: else asking it about each candidate, which costs most, changes nothing."""
    return len(found) == LEG_LIMIT and _probability(leg, found[-1].score, scales) >= PROMISING_FROM


def _promising(leg: str, found: Sequence[Hit], scales: Scales) -> Sequence[Hit]:
    """Hits of a leg, best first, up to where they are too unlikely to become candidates for this leg's sake."""
    if leg == WORDS:  # what a word in common is worth is known only when the words are read
        return found
    worst = next(
        (n for n, hit in enumerate(found) if _probability(leg, hit.score, scales) < PROMISING_FROM), len(found)
    )
    return found[: max(worst, CLOSEST_KEPT)]


def _probability(leg: str, score: float, scales: Scales) -> float:
    return {IMAGE: scales.pixels, TEXT: scales.meaning}.get(leg, scales.likeness).probability(score)


def _unwanted_examples_score(collection: Collection, probe: Probe, candidates: Mapping[str, Candidate]) -> None:
    """What must not be found brings in no candidates; it is only compared with them."""
    for exemplar in probe.exemplars:
        if not exemplar.is_wanted:
            for hit in collection.search(IMAGE, exemplar.vector, limit=len(candidates), ids=list(candidates)):
                candidates[hit.id].scores[exemplar.name] = hit.score


def _shown(collection: Collection, concept: Concept, scales: Scales, candidates: Mapping[str, Candidate]) -> set[str]:
    """Candidates that show an unwanted thing, or are said to."""
    scores = _leg_scores(collection, concept, scales, list(candidates))
    shown = set()
    for point_id, candidate in candidates.items():
        said, _ = concept.words.found_in(candidate.text("said"), "", candidate.language, scales.rarity)
        seen = concept.pixel_trust * _chance(scales.pixels, scores[IMAGE].get(point_id))
        trust = concept.words.trust_in(candidate.text("said"), candidate.language)
        # Words that name other colours say that another thing is shown.
        meant = trust * _chance(scales.meaning, scores[TEXT].get(point_id)) if trust > OTHER_COLOR_TRUST else 0.0
        if either(seen, meant, said if said >= ALL_SAID_FROM else 0.0) >= EXCLUDED_FROM:
            shown.add(point_id)
    return shown


def _leg_scores(
    collection: Collection, concept: Concept, scales: Scales, ids: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Raw scores of points under the dense legs of a concept, by leg and point; a leg that cannot answer has none."""
    scores: dict[str, dict[str, float]] = {IMAGE: {}, TEXT: {}}
    for leg, (name, vector) in _concept_legs(concept, scales).items():
        if leg in scores and ids:
            hits = collection.search(name, vector, limit=len(ids), ids=ids)
            scores[leg] = {hit.id: hit.score for hit in hits}
    return scores


def _chance(calibration: Calibration, score: float | None) -> float:
    return 0.0 if score is None else calibration.probability(score)


def _matched(candidate: Candidate, probe: Probe, scales: Scales) -> Matched:
    scores = candidate.scores
    exact: float = 0.0
    terms: tuple[str, ...] = ()
    trust, meaning = 0.0, 0.0
    if probe.wanted is not None:
        trust = probe.wanted.pixel_trust
        meaning = scales.meaning.probability(scores[TEXT]) if TEXT in scores else 0.0
        meaning *= probe.wanted.words.trust_in(candidate.text("said"), candidate.language)
        if WORDS in scores:  # the others share no word with the query, and there are many of them
            said, around = candidate.text("said"), candidate.text("around")
            exact, terms = probe.wanted.words.found_in(said, around, candidate.language, scales.rarity)
    wanted = Matched(
        pixels=trust * scales.pixels.probability(scores[IMAGE]) if IMAGE in scores else 0.0,
        meaning=meaning,
        exact=exact,
        example=likeness_chance(scores, probe.exemplars, scales.likeness),
        terms=terms,
    )
    if not probe.exemplars:
        return wanted
    best = max(wanted.pixels, wanted.words, wanted.example)
    return replace(wanted, unlike=unlikeness_chance(scores, probe.exemplars, scales.likeness, wanted=best))

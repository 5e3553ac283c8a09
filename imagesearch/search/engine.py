"""Answers search messages, in the search worker."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from imagesearch.core.errors import Conflict, Rejected
from imagesearch.core.ids import collection_name, point_id
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.indexing import collection_restore
from imagesearch.jobs.messages import SearchedCrawl, SearchQuery
from imagesearch.search.diversity import DIVERSIFIED_MAX, diverse_order
from imagesearch.search.encoding import QueryEncoders
from imagesearch.search.examples import exemplars_read
from imagesearch.search.filters import Filters, filters_read
from imagesearch.search.fusion import fused_score
from imagesearch.search.payloads import Collection, PayloadBook
from imagesearch.search.prompts import PIXELS_TEMPLATE
from imagesearch.search.ranking import FACETS, Scored, facet_count, facets_count, ranked
from imagesearch.search.rankings import question_of, ranking_keep, ranking_kept
from imagesearch.search.results import Ranking, SearchReply, hits_digest
from imagesearch.search.retrieval import Concept, Findings, Found, Probe, collection_probe
from imagesearch.search.scales import ScaleBook
from imagesearch.search.wording import folded, query_words
from imagesearch.vectors.base import CollectionMissing, Vector, VectorStore
from imagesearch.vectors.layout import IMAGE

CONCEPTS_KEPT: Final = 1000
"""Encoded texts kept in memory, a few kilobytes each."""
BESIDE_THREADS: Final = 8
"""As many as questions that a worker answers at a time."""
ANOTHER_MODEL: Final = (
    "Some pictures were indexed with another image model, so only the words around them are searched."
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all crawls of a query gave under one set of conditions."""

    scored: tuple[Scored, ...]
    excluded: int
    notices: tuple[str, ...]


class SearchEngine:
    """Holds the store, the encoders and what was learnt about the collections; threads may share it."""

    def __init__(self, store: VectorStore, encoders: QueryEncoders) -> None:
        self._store = store
        self._encoders = encoders
        self._payloads = PayloadBook(store)
        self._scales = ScaleBook(store, encoders)
        self._concept = lru_cache(CONCEPTS_KEPT)(self._concept_read)
        self._beside = ThreadPoolExecutor(BESIDE_THREADS, thread_name_prefix="meaning")

    def answer(self, message: SearchQuery) -> SearchReply:
        """One page of the query's ranking; the first page makes it, later ones read it.

        Raises:
            Rejected: a filter or an example that cannot be used.
            Conflict: the ranking is not kept any more, and made again it would skip or repeat something.
            Unavailable: the vector store or the example's address does not answer.
        """
        name, ranking = message.ranking, ranking_kept(message.ranking, question_of(message))
        end = message.offset + message.limit
        if ranking is None:
            ranking = self._rank(message)
            _continuation_check(message, ranking)
            name = ranking_keep(ranking) if len(ranking.hits) > end else ""
        return SearchReply(
            ranking=name,
            seen=hits_digest(ranking.hits[:end]),
            hits=ranking.hits[message.offset : end],
            total=len(ranking.hits),
            strong=ranking.strong,
            excluded=ranking.excluded,
            notices=ranking.notices,
            facets=ranking.facets,
        )

    def _rank(self, message: SearchQuery) -> Ranking:
        filters = filters_read(message.filters)
        probe = self._probe(message, filters)
        crawls = [crawl for crawl in message.crawls if crawl.card_key]
        gathered = self._gather(probe, crawls)
        shown = ranked(gathered.scored, sort=message.sort, is_duplicate=filters.duplicate)
        if message.diversity and message.sort in ("", "relevance"):
            shown = self._diversified(shown, crawls, message.diversity)
        return Ranking(
            question=question_of(message),
            hits=tuple(one.hit() for one in shown),
            strong=sum(one.is_strong for one in shown),
            excluded=gathered.excluded,
            notices=gathered.notices,
            facets=facets_count(shown) | self._facets_chosen(probe, crawls, filters),
        )

    def _probe(self, message: SearchQuery, filters: Filters) -> Probe:
        text = " ".join([message.text.strip(), *message.phrases]).strip()
        if not (text or message.examples or filters.given() or message.sort):
            raise Rejected("Say what to look for, in words or by a picture.", code="query_empty")
        return Probe(
            wanted=self._concept(text) if text else None,
            unwanted=[self._concept(concept) for concept in message.concepts_not],
            exemplars=exemplars_read(message.examples, self._encoders),
            phrases=[folded(phrase) for phrase in message.phrases],
            conditions=filters.conditions(),
        )

    def _gather(self, probe: Probe, crawls: Iterable[SearchedCrawl]) -> Gathered:
        scored: list[Scored] = []
        excluded = 0
        notices: dict[str, None] = {}
        for crawl in crawls:
            fitting = self._fitting(probe, crawl, notices)
            if fitting is not None:
                findings = self._find(crawl, fitting)
                scored += self._scored(crawl.id, findings.found, fitting)
                excluded += findings.excluded
        return Gathered(tuple(scored), excluded, tuple(notices))

    def _facets_chosen(
        self, probe: Probe, crawls: Sequence[SearchedCrawl], filters: Filters
    ) -> dict[str, dict[str, int]]:
        """Facets with a choice, counted as if nothing were chosen there: what another choice would give must be seen."""
        facets = {}
        for facet in FACETS:
            if getattr(filters, facet) not in (None, ()):
                others = filters.without(facet)
                gathered = self._gather(replace(probe, conditions=others.conditions()), crawls)
                facets[facet] = facet_count(ranked(gathered.scored, is_duplicate=others.duplicate), facet)
        return facets

    def _fitting(self, probe: Probe, crawl: SearchedCrawl, notices: dict[str, None]) -> Probe | None:
        """The probe without the pixels of another model; None if nothing of it is left."""
        if crawl.card_key == self._encoders.card_key:
            return probe
        notices[ANOTHER_MODEL] = None
        if probe.exemplars and probe.wanted is None:
            return None
        wanted = _without_pixels(probe.wanted) if probe.wanted else None
        return replace(probe, wanted=wanted, unwanted=[_without_pixels(one) for one in probe.unwanted], exemplars=())

    def _find(self, crawl: SearchedCrawl, probe: Probe) -> Findings:
        collection = Collection(self._payloads, collection_name(crawl.id, crawl.card_key), crawl.index_version)
        try:
            return collection_probe(collection, probe, self._scales.of(collection.name))
        except CollectionMissing:
            if not self._restore(crawl):
                return Findings((), 0)
        return collection_probe(collection, probe, self._scales.of(collection.name))

    def _restore(self, searched: SearchedCrawl) -> bool:
        """Whether a lost collection could be built again: with this model, of a crawl that is still there."""
        is_ours = searched.card_key == self._encoders.card_key
        crawl = Crawl.objects.filter(pk=searched.id).first() if is_ours else None
        return crawl is not None and collection_restore(crawl)

    def _scored(self, crawl_id: str, found: Iterable[Found], probe: Probe) -> list[Scored]:
        known = {"has_text": probe.wanted is not None, "has_example": probe.has_example}
        weight = self._encoders.pixel_weight
        return [Scored(crawl_id, fused_score(one.matched, pixel_weight=weight, **known), one) for one in found]

    def _diversified(self, shown: list[Scored], crawls: Iterable[SearchedCrawl], diversity: float) -> list[Scored]:
        """The results in an order of more variety; strong ones stay before weak ones."""
        head, tail = shown[:DIVERSIFIED_MAX], shown[DIVERSIFIED_MAX:]
        vectors = self._vectors(head, crawls)
        ordered: list[Scored] = []
        for group in ([one for one in head if one.is_strong], [one for one in head if not one.is_strong]):
            if group:
                rows = np.stack([vectors[one.crawl_id, one.found.sha256] for one in group])
                ordered += [group[index] for index in diverse_order([one.score for one in group], rows, diversity)]
        return ordered + tail

    def _vectors(self, shown: Iterable[Scored], crawls: Iterable[SearchedCrawl]) -> dict[tuple[str, str], Vector]:
        """The pixels' vector of each result; zeros where it cannot be had, or is of another model."""
        shown = list(shown)
        vectors = {(one.crawl_id, one.found.sha256): np.zeros(1, dtype=np.float32) for one in shown}
        for crawl in crawls:
            ids = {point_id(crawl.id, one.found.sha256): one for one in shown if one.crawl_id == crawl.id}
            if ids and crawl.card_key == self._encoders.card_key:
                found = self._store.retrieve(collection_name(crawl.id, crawl.card_key), list(ids), name=IMAGE)
                vectors |= {(crawl.id, ids[key].found.sha256): vector for key, vector in found.items()}
        return _padded(vectors)

    def _concept_read(self, text: str) -> Concept:
        # Encoding is most of a search: both encoders work at once where a second core is free.
        meaning = self._beside.submit(self._encoders.meanings, [text])
        trust = self._encoders.pixel_trust(text)
        pixels = self._encoders.pixels([PIXELS_TEMPLATE.format(text)])[0] if trust else None
        return Concept(query_words(text), pixels, meaning.result()[0], trust)


def _continuation_check(message: SearchQuery, ranking: Ranking) -> None:
    """A ranking made again may be read on in if it begins with what was shown: else something would be skipped or repeated."""
    if message.offset and hits_digest(ranking.hits[: message.offset]) != message.seen:
        sentence = "The results have changed since this cursor was given; search again from the start."
        raise Conflict(sentence, code="cursor_expired")


def _padded(vectors: dict[tuple[str, str], Vector]) -> dict[tuple[str, str], Vector]:
    dim = max((len(vector) for vector in vectors.values()), default=1)
    return {key: vector if len(vector) == dim else np.zeros(dim, dtype=np.float32) for key, vector in vectors.items()}


def _without_pixels(concept: Concept) -> Concept:
    return Concept(concept.words, None, concept.meaning)

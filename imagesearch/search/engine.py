"""Answers search messages, in the search worker."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from imagesearch.core.errors import Rejected
from imagesearch.core.ids import collection_name
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.indexing import collection_restore
from imagesearch.jobs.messages import SearchQuery
from imagesearch.search.encoding import QueryEncoders
from imagesearch.search.examples import example_vector
from imagesearch.search.filters import filters_read
from imagesearch.search.fusion import fused_score
from imagesearch.search.prompts import PIXELS_TEMPLATE
from imagesearch.search.ranking import Scored, facets_count, ranked
from imagesearch.search.rankings import question_of, ranking_keep, ranking_kept
from imagesearch.search.results import Ranking, SearchReply
from imagesearch.search.retrieval import Concept, Findings, Found, Probe, collection_probe
from imagesearch.search.scales import ScaleBook
from imagesearch.search.wording import folded, query_words
from imagesearch.vectors.base import CollectionMissing, VectorStore

CONCEPTS_KEPT: Final = 1000
"""Encoded texts kept in memory, a few kilobytes each."""


class SearchEngine:
    """Holds the store, the encoders and what was learnt about the collections; threads may share it."""

    def __init__(self, store: VectorStore, encoders: QueryEncoders) -> None:
        self._store = store
        self._encoders = encoders
        self._scales = ScaleBook(store, encoders)
        self._concept = lru_cache(CONCEPTS_KEPT)(self._concept_read)

    def answer(self, message: SearchQuery) -> SearchReply:
        """One page of the query's ranking; the first page makes it, later ones read it.

        Raises:
            Rejected: a filter or an example that cannot be used.
            Unavailable: the vector store or the example's address does not answer.
        """
        name, ranking = message.ranking, ranking_kept(message.ranking, question_of(message))
        if ranking is None:
            ranking = self._rank(message)
            name = ranking_keep(ranking)
        return SearchReply(
            ranking=name,
            hits=ranking.hits[message.offset : message.offset + message.limit],
            total=len(ranking.hits),
            strong=ranking.strong,
            excluded=ranking.excluded,
            notices=ranking.notices,
            facets=ranking.facets,
        )

    def _rank(self, message: SearchQuery) -> Ranking:
        probe = self._probe(message)
        scored: list[Scored] = []
        excluded = 0
        notices: dict[str, None] = {}
        for crawl in Crawl.objects.filter(pk__in=message.crawl_ids).exclude(card_key=""):
            fitting = self._fitting(probe, crawl, notices)
            if fitting is not None:
                findings = self._find(crawl, fitting)
                scored += self._scored(crawl.id, findings.found, fitting)
                excluded += findings.excluded
        shown = ranked(scored, sort=message.sort)
        return Ranking(
            question=question_of(message),
            hits=tuple(one.hit() for one in shown),
            strong=sum(one.is_strong for one in shown),
            excluded=excluded,
            notices=tuple(notices),
            facets=facets_count(shown),
        )

    def _probe(self, message: SearchQuery) -> Probe:
        text = " ".join([message.text.strip(), *message.phrases]).strip()
        conditions = filters_read(message.filters).conditions()
        if not (text or message.has_example or conditions or message.sort):
            raise Rejected("Say what to look for, in words or by a picture.", code="query_empty")
        return Probe(
            wanted=self._concept(text) if text else None,
            unwanted=[self._concept(concept) for concept in message.concepts_not],
            example=example_vector(message, self._encoders),
            phrases=[folded(phrase) for phrase in message.phrases],
            conditions=conditions,
        )

    def _fitting(self, probe: Probe, crawl: Crawl, notices: dict[str, None]) -> Probe | None:
        """The probe without the pixels of another model; None if nothing of it is left."""
        if crawl.card_key == self._encoders.card_key:
            return probe
        notices["Some pictures were indexed with another image model, so only the words around them are searched."] = (
            None
        )
        if probe.example is not None and probe.wanted is None:
            return None
        wanted = _without_pixels(probe.wanted) if probe.wanted else None
        return replace(probe, wanted=wanted, unwanted=[_without_pixels(one) for one in probe.unwanted], example=None)

    def _find(self, crawl: Crawl, probe: Probe) -> Findings:
        collection = collection_name(crawl.id, crawl.card_key)
        try:
            return collection_probe(self._store, collection, probe, self._scales.of(collection))
        except CollectionMissing:
            is_ours = crawl.card_key == self._encoders.card_key
            if not (is_ours and collection_restore(crawl)):
                return Findings((), 0)
        return collection_probe(self._store, collection, probe, self._scales.of(collection))

    def _scored(self, crawl_id: str, found: Iterable[Found], probe: Probe) -> list[Scored]:
        known = {"has_text": probe.wanted is not None, "has_example": probe.example is not None}
        weight = self._encoders.pixel_weight
        return [Scored(crawl_id, fused_score(one.matched, pixel_weight=weight, **known), one) for one in found]

    def _concept_read(self, text: str) -> Concept:
        trust = self._encoders.pixel_trust(text)
        pixels = self._encoders.pixels([PIXELS_TEMPLATE.format(text)])[0] if trust else None
        return Concept(query_words(text), pixels, self._encoders.meanings([text])[0], trust)


def _without_pixels(concept: Concept) -> Concept:
    return Concept(concept.words, None, concept.meaning)

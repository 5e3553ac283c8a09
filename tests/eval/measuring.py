"""Runs contenders over the queries of a judged set and sums up how they did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from statistics import fmean
from typing import Final

from tests.eval.contenders import Bench, Rank, Ranked, contenders_of
from tests.eval.judged import JudgedSet, Query
from tests.eval.metrics import average_precision, ndcg, recall, reciprocal_rank, share

HALVES: Final = ("tuned on", "reported")
BLIND: Final = "blind"


@dataclass(frozen=True, slots=True)
class Figures:
    """One contender on one half of the queries of a set."""

    judged: str
    half: str
    contender: str
    queries: int
    ndcg_10: float
    recall_10: float
    mean_average_precision: float
    first_relevant: float
    strong_precision: float
    strong_recall: float
    false_strong: float
    unanswerable: int
    ndcg_by_query: Mapping[str, float]
    """Of each query that has an answer."""
    strong_by_query: Mapping[str, float]
    """1 where anything right is strong, or anything at all under a query without an answer."""


def judged_measure(sets: Sequence[JudgedSet]) -> list[Figures]:
    """Every contender on each part of the queries, averaged over sets that ask the same of the same pictures."""
    return [_averaged(same) for same in zip(*map(_measured, sets), strict=True)]


def _measured(judged: JudgedSet) -> list[Figures]:
    bench = Bench(judged)
    try:
        return [
            _figures(judged, part, name, rank, queries)
            for part, queries in queries_by_part(judged).items()
            for name, rank in contenders_of(bench).items()
        ]
    finally:
        bench.close()


def queries_by_part(judged: JudgedSet) -> dict[str, list[Query]]:
    """The blind ones, or two halves."""
    if judged.is_blind:
        return {BLIND: list(judged.queries)}
    tuned_on, reported = HALVES
    return {
        tuned_on: [query for query in judged.queries if query.is_for_tuning],
        reported: [query for query in judged.queries if not query.is_for_tuning],
    }


def _averaged(same: Sequence[Figures]) -> Figures:
    measures = [field.name for field in fields(Figures) if field.type is float]
    means = {name: fmean(getattr(one, name) for one in same) for name in measures}
    ndcgs, strong = (_by_query([getattr(one, name) for one in same]) for name in ("ndcg_by_query", "strong_by_query"))
    return replace(same[0], **means, ndcg_by_query=ndcgs, strong_by_query=strong)


def _by_query(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each query over the sets that ask it."""
    queries = dict.fromkeys(query for one in found for query in one)
    return {query: fmean(one[query] for one in found if query in one) for query in queries}


def _figures(judged: JudgedSet, half: str, name: str, rank: Rank, queries: Sequence[Query]) -> Figures:
    answered = [(query, rank(query.text)) for query in queries if query.relevant]
    names = [([one.name for one in ranked], query.relevant) for query, ranked in answered]
    strong = [(query, [one.name for one in ranked if one.is_strong]) for query, ranked in answered]
    ndcgs = {query.text: ndcg(ranked, query.relevant) for (query, _), (ranked, _) in zip(answered, names, strict=True)}
    right = {query.text: any(one in query.relevant for one in found) for query, found in strong}
    false = {query.text: _has_strong(rank(query.text)) for query in queries if not query.relevant}
    return Figures(
        judged=judged.name,
        half=half,
        contender=name,
        queries=len(answered),
        ndcg_10=_mean(ndcgs.values()),
        recall_10=_mean(recall(ranked, relevant) for ranked, relevant in names),
        mean_average_precision=_mean(average_precision(ranked, relevant) for ranked, relevant in names),
        first_relevant=_mean(reciprocal_rank(ranked, relevant) for ranked, relevant in names),
        strong_precision=share([one in query.relevant for query, found in strong for one in found]),
        strong_recall=share(list(right.values())),
        false_strong=share(list(false.values())),
        unanswerable=len(false),
        ndcg_by_query=ndcgs,
        strong_by_query=right | false,
    )


def _has_strong(ranked: Iterable[Ranked]) -> bool:
    return any(one.is_strong for one in ranked)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return fmean(found) if found else 0.0

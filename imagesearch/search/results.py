"""What the search worker answers: which contents match, how well and why; the asker joins them to rows."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from imagesearch.search.fusion import CLOSEST_COUNT, STRONG_FROM, WEAK_FROM, Matched

SCORE_DIGITS: Final = 4


class MatchParts(BaseModel):
    """What each leg gave, 0 to 1; `words` holds meaning and exact words together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pixels: float
    words: float
    meaning: float
    exact: float
    example: float
    terms: tuple[str, ...]

    @classmethod
    def of(cls, matched: Matched) -> "MatchParts":
        """Rounded for people and caches."""
        names = ("pixels", "words", "meaning", "exact", "example")
        return cls(**{name: round(getattr(matched, name), SCORE_DIGITS) for name in names}, terms=matched.terms)


class Hit(BaseModel):
    """One content of one crawl."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crawl_id: str
    sha256: str
    score: float
    is_strong: bool
    matched: MatchParts


class Ranking(BaseModel):
    """All hits of a query, best first, as they were when it was first asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    """Fingerprint of what was asked: a ranking answers no other question, nor anybody's who asks about other crawls."""
    hits: tuple[Hit, ...]
    strong: int
    excluded: int
    notices: tuple[str, ...] = ()


class SearchReply(BaseModel):
    """One page of a ranking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ranking: str
    """Names the ranking for the next page; the same hits in the same order while it is kept."""
    hits: tuple[Hit, ...]
    total: int
    strong: int
    excluded: int
    notices: tuple[str, ...]


def hits_ranked(hits: list[Hit]) -> list[Hit]:
    """Best first, equal ones in a fixed order, without what matches too little to be shown.

    Where nothing matches well, the closest ones are shown all the same: the divider says what they are.
    """
    ordered = sorted(hits, key=lambda hit: (-hit.score, hit.crawl_id, hit.sha256))
    shown = sum(hit.score >= WEAK_FROM for hit in ordered)
    if not ordered or ordered[0].score < STRONG_FROM:
        shown = max(shown, CLOSEST_COUNT)
    return ordered[:shown]

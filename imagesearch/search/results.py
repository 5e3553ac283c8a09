"""What the search worker answers: which contents match, how well and why; the asker joins them to rows."""

import hashlib
from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel, ConfigDict

from imagesearch.search.fusion import Matched

SCORE_DIGITS: Final = 4


class MatchParts(BaseModel):
    """What each leg gave, 0 to 1; `words` holds meaning and exact words together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pixels: float
    words: float
    meaning: float
    exact: float
    example: float
    unlike: float = 0.0
    terms: tuple[str, ...]

    @classmethod
    def of(cls, matched: Matched) -> "MatchParts":
        """Rounded for people and caches."""
        return cls(
            pixels=round(matched.pixels, SCORE_DIGITS),
            words=round(matched.words, SCORE_DIGITS),
            meaning=round(matched.meaning, SCORE_DIGITS),
            exact=round(matched.exact, SCORE_DIGITS),
            example=round(matched.example, SCORE_DIGITS),
            unlike=round(matched.unlike, SCORE_DIGITS),
            terms=matched.terms,
        )


class Hit(BaseModel):
    """One content of one crawl, and others that look the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crawl_id: str
    sha256: str
    score: float
    is_strong: bool
    matched: MatchParts
    folded: tuple[str, ...] = ()
    """Contents that show the same picture, resized or stored anew; they are listed with it, not beside it."""


class Ranking(BaseModel):
    """All hits of a query, best first, as they were when it was first asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    """Fingerprint of what was asked: a ranking answers no other question, nor anybody's who asks about other crawls."""
    hits: tuple[Hit, ...]
    strong: int
    excluded: int
    notices: tuple[str, ...] = ()
    facets: dict[str, dict[str, int]] = {}


class SearchReply(BaseModel):
    """One page of a ranking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ranking: str
    """Names the ranking for the next page, if there is one; the same hits in the same order while it is kept."""
    seen: str
    """Digest of all hits so far, this page included."""
    hits: tuple[Hit, ...]
    total: int
    strong: int
    excluded: int
    notices: tuple[str, ...]
    facets: dict[str, dict[str, int]]
    """For each field how many hits have which value, most frequent first."""


class Passage(BaseModel):
    """A sentence of a page, as it stands there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crawl_id: str
    page_url: str
    page_title: str
    heading: str = ""
    text: str
    score: float


class PassagesReply(BaseModel):
    """The best passages, best first; none where nothing fits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    passages: tuple[Passage, ...]


def hits_digest(hits: Iterable[Hit]) -> str:
    """A fingerprint of which hits there are, in which order."""
    digest = hashlib.blake2b(digest_size=16)
    for hit in hits:
        digest.update(f"{hit.crawl_id} {hit.sha256} ".encode())
    return digest.hexdigest()

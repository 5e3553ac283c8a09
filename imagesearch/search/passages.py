"""Answers questions about a site from what its pages say: sentences as they stand there, or nothing at all."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from imagesearch.jobs.messages import SearchPassages
from imagesearch.search.encoding import QueryEncoders
from imagesearch.search.page_texts import PageSaid, beginning_of, page_texts, words_that_count
from imagesearch.search.results import SCORE_DIGITS, Passage, PassagesReply
from imagesearch.vectors.bm25 import terms

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
PASSAGE_MAX_CHARACTERS: Final = 400
PASSAGES_MAX: Final = 4000
"""Sentences that one question looks at."""
READ_CLOSELY: Final = 16
"""Of them, those that share most with the question, whose meaning is compared."""
FITS_FROM: Final = 0.56
"""Below, a passage speaks of something else; chosen on questions with and without an answer."""
COVERED_FROM: Final = 0.3
"""Meaning alone makes an answer of any sentence in the same field."""
HEADING_MAX_CHARACTERS: Final = 80
SENTENCE: Final = re.compile(r"(?<=[.!?…。！？])[\"”»’)]?\s+(?=\S)")
KIN: Final[Mapping[str, tuple[str, ...]]] = {
    "wrote": ("author", "written", "writer"), "write": ("author", "written"), "written": ("author",), "author": ("written", "wrote"),
    "cost": ("price", "fee", "free"), "costs": ("price", "fee", "free"), "price": ("cost", "fee"), "hours": ("open", "daily", "closed"),
    "opening": ("open",), "open": ("opening", "hours", "closed"), "founded": ("established", "since"), "address": ("street", "located"),
    "office": ("address", "located"), "located": ("address",), "contact": ("email", "phone", "call"), "phone": ("call", "telephone"),
    "email": ("mail", "contact"), "ship": ("shipping", "delivery", "deliver"), "shipping": ("delivery", "ship"),
    "return": ("refund", "returns"), "made": ("created", "built"), "made by": ("author",), "director": ("head", "led"),
    "license": ("licence", "licensed"), "licence": ("license", "licensed"), "job": ("career", "vacancy"), "jobs": ("career", "vacancy"),
}  # fmt: skip
"""Words that the answer to a question has instead of the question's own."""
EXPECTED: Final = (
    (re.compile(r"^(?:when|what (?:time|year|date)|how (?:much|many|long|old|far|big))\b|\bhours\b", re.IGNORECASE), re.compile(r"\d")),
    (re.compile(r"^(?:who|whose|by whom)\b", re.IGNORECASE), re.compile(r"(?<=\w )[A-Z]\w+|[Bb]y [A-Z]")),
)  # fmt: skip
"""What an answer to some kinds of questions holds."""
EXPECTED_BONUS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with the heading that it stands under."""

    page: PageSaid
    heading: str
    text: str

    @property
    def read(self) -> str:
        """What is compared with the question."""
        return f"{self.heading}. {self.text}" if self.heading else self.text


def passages_answer(message: SearchPassages, encoders: QueryEncoders) -> PassagesReply:
    """The sentences that answer a question best, of different pages or places; none where nothing fits.

    First by shared words, rare ones weighing more, then the closest of them by meaning as well: both must speak for it.
    """
    words = words_that_count(message.question)
    kin = list(dict.fromkeys(kin for word in words for kin in KIN.get(word, ())))
    candidates = list(islice(_candidates(page_texts(message.crawl_ids, words, kin)), PASSAGES_MAX))
    promising = _promising(candidates, [*words, *kin])
    covered = _coverage(promising, [_stems_of(word) for word in words], len(candidates))
    order = np.argsort(-covered, kind="stable")[:READ_CLOSELY]
    closest = [promising[index] for index in order if covered[index] >= COVERED_FROM]
    if not closest:
        return PassagesReply(passages=())
    meaning = encoders.meanings([one.read for one in closest]) @ encoders.meanings([message.question])[0]
    scores = 0.5 * covered[order[: len(closest)]] + 0.5 * meaning + _expected(message.question, closest)
    return PassagesReply(passages=tuple(_best(closest, scores, message.limit)))


def _candidates(pages: Iterable[PageSaid]) -> Iterator[Candidate]:
    """Every sentence once, however many pages have it."""
    seen: set[str] = set()
    for page in pages:
        heading = ""
        for block in page.text.splitlines():
            if _is_heading(block):
                heading = block.strip()
                continue
            for sentence in SENTENCE.split(block.strip()):
                text = _cut(sentence.strip())
                if text and text not in seen:
                    seen.add(text)
                    yield Candidate(page, heading, text)


def _promising(candidates: Iterable[Candidate], words: Iterable[str]) -> list[Candidate]:
    """Those that have the beginning of any word; a glance that spares the others a closer look."""
    beginnings = re.compile("|".join(re.escape(beginning_of(word)) for word in words) or r"(?!)", re.IGNORECASE)
    return [one for one in candidates if beginnings.search(one.read)]


def _is_heading(block: str) -> bool:
    """Short, and no sentence: what follows is about it."""
    text = block.strip()
    return (
        0 < len(text) <= HEADING_MAX_CHARACTERS
        and text[-1] not in ".!?…:;,"
        and not any(sign.isdigit() for sign in text)
    )


def _cut(text: str) -> str:
    """A sentence that has no end is cut between words; what is left stands there as it is."""
    return text if len(text) <= PASSAGE_MAX_CHARACTERS else text[:PASSAGE_MAX_CHARACTERS].rpartition(" ")[0]


def _stems_of(word: str) -> frozenset[int]:
    """Stems of a word and of those that may stand for it."""
    return frozenset().union(terms(word), *(terms(kin) for kin in KIN.get(word, ())))


def _coverage(candidates: Sequence[Candidate], groups: Sequence[frozenset[int]], total_count: int) -> Numbers:
    """How much of the question each candidate has, 0 to 1, rare words weighing more; (n,)."""
    stems = [terms(one.read) for one in candidates]
    frequency = Counter(number for found in stems for number, group in enumerate(groups) if group & found)
    weights = [math.log1p(total_count / (1 + frequency[number])) for number in range(len(groups))]
    total = sum(weights) or 1.0
    return np.array(
        [sum(w for w, group in zip(weights, groups, strict=True) if group & found) / total for found in stems]
    )


def _expected(question: str, candidates: Sequence[Candidate]) -> Numbers:
    signs = [answer for asked, answer in EXPECTED if asked.search(question)]
    return np.array([EXPECTED_BONUS * any(sign.search(one.text) for sign in signs) for one in candidates])


def _best(candidates: Sequence[Candidate], scores: Numbers, limit: int) -> Iterator[Passage]:
    for index in np.argsort(-scores, kind="stable")[:limit]:
        one, score = candidates[index], float(scores[index])
        if score >= FITS_FROM:
            yield Passage(
                crawl_id=one.page.crawl_id, page_url=one.page.url, page_title=one.page.title, heading=one.heading, text=one.text,
                score=round(score, SCORE_DIGITS),
            )  # fmt: skip

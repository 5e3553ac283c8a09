"""Which pages may answer a question: those that share the beginnings of its words, most of them first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from imagesearch.crawls.models import PageText
from imagesearch.vectors.bm25 import terms

PAGES_MAX: Final = 60
WORDS_MAX: Final = 8
BEGINNING_CHARACTERS: Final = 4
"""Of a longer word, so that "opening" finds "open" and "founded" finds "founder"."""
ASKING: Final = frozenset(
    {"much", "many", "tell", "know", "please", "want", "need", "find", "anyone", "anybody", "exactly"}
)
"""Words of questions that no answer has."""
WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class PageSaid:
    """The text of a page, and where it stands."""

    crawl_id: str
    url: str
    title: str
    text: str


def page_texts(crawl_ids: Sequence[str], words: Sequence[str], kin: Sequence[str]) -> Iterator[PageSaid]:
    """Pages of these crawls that have any of the words, at most `PAGES_MAX`, the most promising first.

    Args:
        crawl_ids: where to look.
        words: of the question; a page that has one whole says more than one that has its beginning.
        kin: other words that an answer may have instead.
    """
    weights = dict.fromkeys((beginning_of(word) for word in words), 1) | dict.fromkeys(kin, 2) | dict.fromkeys(words, 3)
    if not weights:
        return
    has_any, counted = Q(), cast("Combinable", Value(0))
    for word, weight in weights.items():
        there = Q(text__icontains=word) | Q(page__title__icontains=word)
        has_any |= there
        counted += Case(When(there, then=Value(weight)), default=Value(0), output_field=IntegerField())
    rows = (
        PageText.objects.filter(has_any, page__crawl__in=crawl_ids)
        .alias(counted=counted)
        .order_by("-counted", "page_id")
    )
    for row in rows.select_related("page")[:PAGES_MAX]:
        yield PageSaid(row.page.crawl_id, row.page.url, row.page.title, row.text)


def words_that_count(text: str) -> list[str]:
    """The words of a question but for stop words, each once."""
    words = WORD.findall(text.casefold())
    return list(dict.fromkeys(word for word in words if word not in ASKING and terms(word)))[:WORDS_MAX]


def beginning_of(word: str) -> str:
    """What related forms of a word have in common, roughly."""
    return word[:BEGINNING_CHARACTERS] if len(word) > BEGINNING_CHARACTERS else word

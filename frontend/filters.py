"""The lists above the search results: which filters there are, and what their choices are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from imagesearch.search.filters import Aspect, Color, Size
from imagesearch.search.parsing.labels import SORTS


@dataclass(frozen=True, slots=True)
class Filter:
    """One list; the first choice is always none."""

    name: str
    label: str
    any: str
    choices: tuple[tuple[str, str], ...]


def search_filters(formats: Iterable[str]) -> list[Filter]:
    """The lists of one crawl, whose pictures have these formats."""
    return [
        Filter("format", "File format", "Any format", tuple((name, name) for name in formats)),
        Filter("size", "Size", "Any size", _named(get_args(Size))),
        Filter("aspect", "Shape", "Any shape", _named(get_args(Aspect))),
        Filter("color", "Main colour", "Any colour", _named(get_args(Color))),
        Filter("sort", "Order", "Best first", _sorts()),
    ]


def _named(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.capitalize()) for value in values)


def _sorts() -> tuple[tuple[str, str], ...]:
    return tuple((value, words.capitalize()) for value, words in SORTS.items() if value != "relevance")

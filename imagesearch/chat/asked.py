"""What a conversation is looking for: the text of a search box and example pictures, so that it opens as a search."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field

from imagesearch.core.errors import Rejected
from imagesearch.search.filters import ONE_OF_FIELDS, Filters
from imagesearch.search.parsing import ParsedQuery, chip_views, query_parse
from imagesearch.search.parsing.bounds import MEGA

TEXT_MAX: Final = 1000
"""Characters of a search box, as the search API takes them."""
MEASURE_KEYS: Final = {"width": "w", "height": "h", "side": "side", "pixels": "mp"}


class Asked(BaseModel):
    """One structured query; every filter stands in the text, in words or in the explicit syntax."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(default="", max_length=TEXT_MAX)
    like: int | None = None
    """Picture whose likes are wanted."""

    @property
    def is_empty(self) -> bool:
        """Nothing is looked for yet."""
        return not self.text.strip() and self.like is None

    @property
    def parsed(self) -> ParsedQuery:
        """The text as the search box understands it."""
        return query_parse(self.text)

    def view(self) -> dict[str, Any]:
        """As clients show it, before anything was searched."""
        parsed = self.parsed
        return {
            "text": self.text,
            "subject": parsed.subject,
            "image": {"kind": "id", "value": self.like} if self.like is not None else None,
            "chips": [chip.model_dump(mode="json") for chip in chip_views(self.text, parsed)],
            "problems": [problem.model_dump(mode="json") for problem in parsed.problems],
        }

    def page_path(self, crawl_ids: tuple[str, ...]) -> str:
        """Where the web app shows the same search."""
        params = QueryDict(mutable=True)
        if self.text:
            params["q"] = self.text
        if self.like is not None:
            params["like"] = str(self.like)
        path = reverse("search_page", args=[crawl_ids[0]])
        return f"{path}?{params.urlencode()}" if params else path


def asked_begin(text: str, like: int | None, filters: Filters, sort: str) -> Asked:
    """What a search that somebody sees already is looking for, with its filters written into the text.

    Raises:
        Rejected: more than a search box holds.
    """
    order = f"sort:{sort}" if sort and sort != "relevance" else ""
    return asked_of(" ".join(filter(None, [text.strip(), *_written(filters), order])), like)


def asked_of(text: str, like: int | None) -> Asked:
    """The query of an edited text.

    Raises:
        Rejected: more than a search box holds.
    """
    if len(text) > TEXT_MAX:
        raise Rejected("The search has grown too long; start over, or take something away.", code="query_too_long")
    return Asked(text=text, like=like)


def _written(filters: Filters) -> Iterator[str]:
    """Filters in the explicit syntax of the search box."""
    given = filters.given()
    for name in ONE_OF_FIELDS:
        yield from (f"{name}:{_value(value)}" for value in _lists(name, given.get(name, [])))
        yield from (f"-{name}:{_value(value)}" for value in given.get(f"{name}_not", []))
    for name, key in MEASURE_KEYS.items():
        for end, sign in (("min", ">="), ("max", "<=")):
            if (bound := given.get(f"{name}_{end}")) is not None:
                yield f"{key}:{sign}{bound}" if key != "mp" else f"mp:{sign}{bound / MEGA:.3f}"
    if "has_alt" in given:
        yield f"alt:{'any' if given['has_alt'] else 'none'}"


def _lists(name: str, values: list[str]) -> list[str]:
    """Values of one filter are alternatives: one list, but for pages, whose paths may hold commas."""
    return values if name == "page" or not values else [",".join(values)]


def _value(value: str) -> str:
    return f'"{value}"' if any(sign.isspace() or sign in '",;' for sign in value.replace(",", "")) else value.lower()

"""What a conversation is looking for: the text of a search box and example pictures, so that it opens as a search."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field

from imagesearch.core.errors import Rejected
from imagesearch.search.filters import Filters, filters_read
from imagesearch.search.parsing import ParsedQuery, chip_views, query_parse
from imagesearch.search.parsing.bounds import MEGA
from imagesearch.search.requests import Cursor, Example, SearchRequest

TEXT_MAX: Final = 1000
"""Characters of a search box, as the search API takes them."""
UNLIKE_WEIGHT: Final = -1.0
WORDED: Final = ("format", "size", "aspect", "color", "host", "page")
WORDLESS: Final = ("role", "role_not", "duplicate")
"""Filters that the text of a search box cannot hold: there, kinds of pictures are part of the subject."""
MEASURE_KEYS: Final = {"width": "w", "height": "h", "side": "side", "pixels": "mp"}


class Asked(BaseModel):
    """One structured query; what can be said in words stands in the text, in words or in the explicit syntax."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(default="", max_length=TEXT_MAX)
    likes: tuple[int, ...] = ()
    """Pictures whose likes are wanted."""
    unlikes: tuple[int, ...] = ()
    """Pictures whose likes are not."""
    filters: dict[str, Any] = {}
    """Those that the text has no words for."""
    diversity: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Nothing is looked for yet."""
        return not (self.text.strip() or self.likes or self.unlikes or self.filters)

    @property
    def parsed(self) -> ParsedQuery:
        """The text as the search box understands it."""
        return query_parse(self.text)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The pictures that it goes by, as a search takes them."""
        wanted = [Example(image_id=image_id) for image_id in self.likes]
        return (*wanted, *(Example(image_id=image_id, weight=UNLIKE_WEIGHT) for image_id in self.unlikes))

    def request(self, crawl_ids: tuple[str, ...], *, limit: int, cursor: Cursor) -> SearchRequest:
        """The search that it stands for."""
        return SearchRequest(
            crawl_ids=crawl_ids,
            text=self.text,
            examples=self.examples,
            filters=filters_read(self.filters),
            diversity=self.diversity,
            limit=limit,
            cursor=cursor,
        )

    def view(self) -> dict[str, Any]:
        """As clients show it, before anything was searched; names as in a search's answer."""
        parsed = self.parsed
        return {
            "text": self.text,
            "subject": parsed.subject,
            "examples": [example.view() for example in self.examples],
            "filters": self.filters,
            "diversity": self.diversity,
            "chips": [chip.model_dump(mode="json") for chip in chip_views(self.text, parsed)],
            "problems": [problem.model_dump(mode="json") for problem in parsed.problems],
        }

    def page_path(self, crawl_id: str, others: Iterable[str]) -> str:
        """Where the web app shows the same search: on the page of one crawl, with others looked into as well."""
        params = QueryDict(mutable=True)
        lists = {"q": [self.text], "like": self.likes, "unlike": self.unlikes, "in": others}
        for name, values in {**lists, **self.filters, "varied": ["yes"] if self.diversity else []}.items():
            shown = [str(int(values))] if isinstance(values, bool) else [str(value) for value in values if value]
            params.setlist(name, shown)
        path = reverse("search_page", args=[crawl_id])
        return f"{path}?{query}" if (query := params.urlencode()) else path


def asked_screen(
    text: str, examples: Iterable[tuple[int, float]], filters: Filters, *, sort: str = "", diversity: float = 0.0
) -> Asked:
    """What a search that somebody sees already is looking for, with its filters written into the text.

    Args:
        text: of the search box.
        examples: ids of pictures with their weights; below zero they are unwanted.
        filters: the chosen ones.
        sort: one of the orders; empty for the usual one.
        diversity: 0 to 1.

    Raises:
        Rejected: more than a search box holds.
    """
    order = f"sort:{sort}" if sort and sort != "relevance" else ""
    weighted = list(examples)
    asked = Asked(
        likes=tuple(image_id for image_id, weight in weighted if weight > 0),
        unlikes=tuple(image_id for image_id, weight in weighted if weight < 0),
        filters={name: value for name, value in filters.given().items() if name in WORDLESS},
        diversity=diversity,
    )
    return asked_with(asked, text=" ".join(filter(None, [text.strip(), *_written(filters), order])))


def asked_with(asked: Asked, *, text: str, **changes: Any) -> Asked:
    """The query with an edited text, and perhaps other changes.

    Raises:
        Rejected: more than a search box holds.
    """
    if len(text) > TEXT_MAX:
        raise Rejected("The search has grown too long; start over, or take something away.", code="query_too_long")
    return asked.model_copy(update={"text": text, **changes})


def _written(filters: Filters) -> Iterator[str]:
    """Filters in the explicit syntax of the search box."""
    given = filters.given()
    given["page"] = [*given.get("page", []), *given.get("section", [])]
    given["page_not"] = [*given.get("page_not", []), *given.get("section_not", [])]
    for name in WORDED:
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

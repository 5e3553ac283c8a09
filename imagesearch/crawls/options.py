"""What a crawl may be told: one validated model, used by the command line, the API, the admin and the crawler."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from imagesearch import env
from imagesearch.core.errors import Rejected

PATTERN_MAX_CHARACTERS: Final = 500


class Render(StrEnum):
    """Whether pages are read with a browser."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Obey(StrEnum):
    """Which wishes in meta robots and X-Robots-Tag hold; robots.txt always does."""

    ALL = "all"
    INDEXING = "indexing"
    """All but noai and noimageai."""
    NOTHING = "nothing"


class CrawlKind(StrEnum):
    """Where a crawl begins."""

    SITE = "site"
    """At one address, from which links are followed."""
    PAGES = "pages"
    """At every page of a list."""
    IMAGES = "images"
    """At the pictures of a list; no page is read."""


class CrawlOptions(BaseModel):
    """The options of one crawl, as stored in `Crawl.options`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: CrawlKind = Field(default=CrawlKind.SITE, description="site, or what the addresses of a list are.")
    processes: int = Field(
        default=env.CRAWL_PROCESSES, ge=1, le=16, description="Crawl processes that share the crawl."
    )
    limit: int = Field(default=env.CRAWL_PAGES_MAX, ge=1, le=1_000_000, description="Pages visited at most.")
    depth: int = Field(default=env.CRAWL_DEPTH_MAX, ge=0, le=1000, description="Links followed from the start page.")
    image_limit: int | None = Field(default=None, ge=1, le=100_000_000, description="Pictures kept at most.")
    byte_limit: int | None = Field(default=None, ge=1_000, description="Bytes received at most, about.")
    minute_limit: int | None = Field(default=None, ge=1, le=100_000, description="Minutes of fetching at most.")
    render: Render = Render.AUTO
    include: tuple[str, ...] = Field(
        default=(), max_length=50, description="Globs; only pages whose URL matches one of these."
    )
    exclude: tuple[str, ...] = Field(
        default=(), max_length=50, description="Globs; no pages whose URL matches one of these."
    )
    obey: Obey = Field(
        default=Obey(env.CRAWL_OBEY),
        description="Robots tags of pages and pictures that hold: all, indexing (all but noai), nothing.",
    )
    fresh: bool = Field(default=False, description="Fetch everything anew instead of asking servers what has changed.")
    allowed_host: str = Field(
        default="", description="host:port that may be crawled though not public; set by operators only."
    )

    @field_validator("include", "exclude")
    @classmethod
    def _patterns_fit(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        """Patterns are shell globs over the whole URL (`*/blog/*`): a regular expression of a stranger can hang a process."""
        if any(not pattern.strip() or len(pattern) > PATTERN_MAX_CHARACTERS for pattern in patterns):
            raise ValueError(f"a pattern has 1 to {PATTERN_MAX_CHARACTERS} characters")
        return patterns


def options_read(values: Mapping[str, Any]) -> CrawlOptions:
    """Options from what somebody gave; what is left out keeps its default.

    Raises:
        Rejected: a value does not fit; `fields` says which and why.
    """
    try:
        return CrawlOptions.model_validate(values)
    except ValidationError as error:
        fields: dict[str, list[str]] = {}
        for fault in error.errors():
            fields.setdefault(str(fault["loc"][0]), []).append(_fault_words(fault))
        sentence = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in fields.items())
        raise Rejected(sentence, code="invalid", **fields) from error


def _fault_words(fault: ErrorDetails) -> str:
    """What is wrong with one value, for people."""
    bounds = fault.get("ctx", {})
    if fault["type"] == "greater_than_equal":
        return f"must be at least {bounds['ge']:,}"
    if fault["type"] == "less_than_equal":
        return f"must be at most {bounds['le']:,}"
    return fault["msg"].removeprefix("Value error, ")

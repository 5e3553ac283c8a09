"""The events of a crawl: absolute snapshots with a rising `seq`, the same JSON on WebSocket and SSE."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Counts(BaseModel):
    """How many pages and pictures have come how far; `found` counts all, the others those that got at least there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pages_found: int = 0
    pages_done: int = 0
    pages_failed: int = 0
    pages_skipped: int = 0
    images_found: int = 0
    images_fetched: int = 0
    images_embedded: int = 0
    images_indexed: int = 0
    images_failed: int = 0
    images_skipped: int = 0


class Event(BaseModel):
    """Base of all events; `type` is also the name of the consumer's handler, with an underscore for the dot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    crawl_id: str
    seq: int


class CrawlProgress(Event):
    """Counts, rates and the expected end."""

    type: Literal["crawl.progress"] = "crawl.progress"
    status: str
    counts: Counts
    pages_per_second: float
    images_per_second: float
    eta_seconds: float | None


class CrawlStatusChanged(Event):
    """The crawl's status, with its reason as code and sentence."""

    type: Literal["crawl.status"] = "crawl.status"
    status: str
    reason: str
    reason_sentence: str


class Problem(BaseModel):
    """One kind of trouble: how often, and one address as an example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["page", "image"]
    status: Literal["failed", "skipped", "done"]
    """`done` for a page that was read less well than it might have been."""
    reason: str
    sentence: str
    count: int
    example_url: str


class CrawlProblem(Event):
    """All kinds of trouble so far, most frequent first."""

    type: Literal["crawl.problem"] = "crawl.problem"
    problems: tuple[Problem, ...]


class IndexedImage(BaseModel):
    """A picture for the live wall."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image_id: int
    thumbnail_url: str
    alt: str
    width: int
    height: int


class ImagesIndexed(Event):
    """A few of the pictures that became searchable last, newest first."""

    type: Literal["images.indexed"] = "images.indexed"
    images: tuple[IndexedImage, ...]


CrawlEvent = CrawlProgress | CrawlStatusChanged | CrawlProblem | ImagesIndexed

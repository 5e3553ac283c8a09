"""The events of a crawl: absolute snapshots with a rising `seq`, the same JSON on WebSocket and SSE."""

from datetime import datetime
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


class HostSeen(BaseModel):
    """One host as a crawl knows it: the rule in force, the pace, how it answers, and until when it wants a pause."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    rule: str
    rule_label: str
    robots_status: int | None
    crawl_delay_seconds: float | None
    """What robots.txt asks for."""
    delay_seconds: float
    """Between two requests, as it is now; 0 without a pace."""
    is_pace_shared: bool
    requests: int
    answers_403: int
    """401 as well."""
    answers_429: int
    answers_503: int
    left_out: int
    """Addresses that robots.txt does not allow."""
    held_until: datetime | None
    refusal: str
    refusal_sentence: str


class CrawlHosts(Event):
    """The hosts that were asked most, as they are now."""

    type: Literal["crawl.hosts"] = "crawl.hosts"
    hosts: tuple[HostSeen, ...]


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


CrawlEvent = CrawlProgress | CrawlStatusChanged | CrawlProblem | CrawlHosts | ImagesIndexed

"""What a crawl process finds and what becomes of it, as plain values on their way into the tables."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be visited, or one that is left out with a reason."""

    url: str
    depth: int
    skip_reason: str = ""
    told_images: tuple[str, ...] = ()
    """Pictures that a sitemap names for it."""


@dataclass(frozen=True, slots=True)
class FoundImage:
    """A picture as a page refers to it."""

    url: str
    route: str
    alt: str = ""
    title: str = ""
    caption: str = ""
    context: str = ""
    has_alt: bool = False
    position: int = 0
    skip_reason: str = ""
    role: str = "content"
    role_rule: str = "nothing_else"
    variant_of: str = ""
    """The address of the picture that stands for this one; then the skip reason is `variant`."""
    variant_rank: int = 0
    """Among the variants of one picture, the lowest is tried first when that one fails."""


@dataclass(frozen=True, slots=True)
class FoundText:
    """What a page says."""

    text: str
    sha256: str
    word_count: int
    language: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """How a visit ended, with everything the page gave; written in one transaction, so that a page is done or not."""

    page_id: int
    status: str
    reason: str = ""
    http_status: int | None = None
    title: str = ""
    body_bytes: int = 0
    elapsed_ms: int = 0
    links: tuple[NewPage, ...] = ()
    images: tuple[FoundImage, ...] = ()
    text: FoundText | None = None

    @property
    def is_visit(self) -> bool:
        """Whether it counts against the page limit: a redirect does not, nor what was never asked for."""
        return self.status != "skipped" or (self.http_status is not None and self.reason != "redirected")


@dataclass(frozen=True, slots=True)
class ImageOutcome:
    """How the fetch of a picture ended."""

    image_id: int
    status: str
    reason: str = ""
    http_status: int | None = None
    sha256: str = ""
    format: str = ""
    width: int = 0
    height: int = 0
    body_bytes: int = 0
    color: str = ""
    is_page: bool = False
    """A link that looked like one to a picture leads to a page of the crawl, as in galleries and wikis."""


@dataclass(slots=True)
class Traffic:
    """What was asked of servers, and what that was spared by answers of earlier crawls; counted up, then written."""

    bytes_received: int = 0
    cache_hits: int = 0
    """Answers used again without asking."""
    cache_revalidated: int = 0
    """Answers that still held, as the server said."""
    cache_misses: int = 0
    """Answers fetched in full."""
    cache_bytes_saved: int = 0


@dataclass(frozen=True, slots=True)
class HostRequests:
    """What became of the requests to one host."""

    sent: int = 0
    forbidden: int = 0
    """Answered 401 or 403."""
    throttled: int = 0
    """Answered 429."""
    busy: int = 0
    """Answered 503."""
    left_out: int = 0
    """Not sent, because robots.txt does not allow it."""


@dataclass(frozen=True, slots=True)
class HostNews:
    """What a crawl process has learnt about a host; the requests are those since it last told."""

    host: str
    rule: str = ""
    robots_status: int | None = None
    crawl_delay_seconds: float | None = None
    delay_seconds: float = 0.0
    held_until: datetime | None = None
    refusal: str = ""
    is_pace_shared: bool = True
    requests: HostRequests = field(default_factory=HostRequests)

"""What may be asked: one validated model for the API, the pages and the command line."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, Self

from imagesearch.core.errors import Rejected
from imagesearch.search.filters import Filters


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins, in which ranking; opaque to clients."""

    ranking: str
    offset: int
    seen: str = ""
    """Digest of what was shown so far."""

    def token(self) -> str:
        """As it is handed out."""
        return (
            base64.urlsafe_b64encode(json.dumps([self.ranking, self.offset, self.seen]).encode()).decode().rstrip("=")
        )

    @classmethod
    def read(cls, token: str) -> Self:
        """What was handed out.

        Raises:
            Rejected: not one of ours.
        """
        try:
            ranking, offset, seen = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            return cls(str(ranking)[:64], min(max(int(offset), 0), 10_000), str(seen)[:32])
        except (ValueError, TypeError, binascii.Error):
            raise Rejected("This cursor is not one that a search has given.", code="cursor_invalid") from None


START: Final = Cursor("", 0)
NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class Example:
    """A picture of a search by example: one of its three names is set."""

    image_id: int | None = None
    url: str = ""
    upload: bytes = b""
    weight: float = 1.0
    """How much it counts beside other examples; below zero, results must not be like it."""

    @property
    def kind(self) -> str:
        """How it was given."""
        return "id" if self.image_id is not None else "url" if self.url else "upload"

    def view(self) -> dict[str, Any]:
        """As the API shows it; an upload is not sent back."""
        value = {"id": self.image_id, "url": self.url, "upload": None}[self.kind]
        return {"kind": self.kind, "value": value, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, as its asker means it."""

    crawl_ids: tuple[str, ...]
    text: str = ""
    """As typed; it is parsed."""
    unwanted: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    filters: Filters = NO_FILTERS
    sort: str = ""
    diversity: float = 0.0
    """0 to 1: how far results should differ from those above them."""
    limit: int = 24
    cursor: Cursor = START

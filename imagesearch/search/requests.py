"""What may be asked: one validated model for the API, the pages and the command line."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Final, Self

from imagesearch.core.errors import Rejected
from imagesearch.search.filters import Filters


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins, in which ranking; opaque to clients."""

    ranking: str
    offset: int

    def token(self) -> str:
        """As it is handed out."""
        return base64.urlsafe_b64encode(json.dumps([self.ranking, self.offset]).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str) -> Self:
        """What was handed out.

        Raises:
            Rejected: not one of ours.
        """
        try:
            ranking, offset = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            return cls(str(ranking)[:64], min(max(int(offset), 0), 10_000))
        except (ValueError, TypeError, binascii.Error):
            raise Rejected("This cursor is not one that a search has given.", code="cursor_invalid") from None


START: Final = Cursor("", 0)
NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class Example:
    """The picture of a search by example: one of the three is set."""

    image_id: int | None = None
    url: str = ""
    upload: bytes = b""

    @property
    def kind(self) -> str:
        """How it was given."""
        return "id" if self.image_id is not None else "url" if self.url else "upload"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, as its asker means it."""

    crawl_ids: tuple[str, ...]
    text: str = ""
    """As typed; it is parsed."""
    unwanted: tuple[str, ...] = ()
    example: Example | None = None
    filters: Filters = NO_FILTERS
    sort: str = ""
    limit: int = 24
    cursor: Cursor = START

"""What the spider hands to the pipelines besides outcomes."""

from dataclasses import dataclass

from crawler.holding import Hold
from imagesearch.fetch.answers import KeptAnswer


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """The bytes of a picture, on their way to be decoded."""

    image_id: int
    http_status: int | None
    body: bytes
    answer: KeptAnswer | None = None
    """To be kept with what becomes of the picture."""
    hold: Hold | None = None
    """Its part of what the process may hold."""


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture that was written into a page, whose bytes wait in the store until they are decoded."""

    image_id: int
    url: str

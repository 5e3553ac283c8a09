"""What the spider hands to the pipelines besides outcomes."""

from dataclasses import dataclass

from imagesearch.fetch.answers import KeptAnswer


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """The bytes of a picture, on their way to be decoded."""

    image_id: int
    http_status: int | None
    body: bytes
    answer: KeptAnswer | None = None
    """To be kept with what becomes of the picture."""

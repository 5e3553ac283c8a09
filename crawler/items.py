"""What the spider hands to the pipelines besides outcomes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """The bytes of a picture, on their way to be decoded."""

    image_id: int
    http_status: int | None
    body: bytes

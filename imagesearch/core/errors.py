"""The kinds of failure, which decide whether trying again helps."""

from typing import ClassVar


class ImageSearchError(Exception):
    """Base of every failure that we expect; `code` is stable, the text is a sentence for people."""

    code: ClassVar[str] = "error"

    def __init__(self, sentence: str, *, code: str = "", **fields: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reason_code = code or self.code
        self.fields = fields


class Rejected(ImageSearchError):
    """The input is at fault: trying again gives the same; ends the item with a reason."""

    code = "rejected"


class NotFound(Rejected):
    """What was asked for does not exist, or is not the asker's."""

    code = "not_found"


class Conflict(Rejected):
    """The thing is in a state in which this cannot be done."""

    code = "conflict"


class Unavailable(ImageSearchError):
    """A part that we need does not answer now: trying again later may help."""

    code = "unavailable"


class TooMany(ImageSearchError):
    """Somebody asks too often: trying again helps after `retry_after_seconds`."""

    code = "throttled"

    def __init__(self, sentence: str, *, retry_after_seconds: int) -> None:
        super().__init__(sentence)
        self.retry_after_seconds = retry_after_seconds


class Misconfigured(ImageSearchError):
    """An operator must change something before this can work."""

    code = "misconfigured"

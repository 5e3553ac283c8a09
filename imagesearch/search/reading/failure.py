"""Why a language model did not read a query: then the rules do, and the answer says so."""

from typing import Final

SENTENCES: Final = {
    "timeout": "The language model did not answer in time",
    "unreachable": "The language model cannot be reached",
    "paused": "The language model failed a moment ago",
    "answer_unusable": "The language model gave no usable answer",
    "answer_too_long": "The language model gave no usable answer",
}


class ReadingFailed(Exception):
    """No usable answer; `is_away` if the next query would most likely fare no better."""

    def __init__(self, code: str, *, is_away: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_away = is_away

    @property
    def sentence(self) -> str:
        """For people."""
        reason = SENTENCES.get(self.code, "The language model refuses to answer")
        return f"{reason}, so the query was read by the rules."

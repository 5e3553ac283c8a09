"""The language of a page: what it declares, else what its text looks like."""

import re
from typing import Final

from crawler.extract.language_model import language_identifier

SAMPLE_CHARACTERS: Final = 2000
SAMPLE_MIN_CHARACTERS: Final = 24
"""A shorter text is no evidence."""
CERTAIN_ENOUGH: Final = 0.7
_DECLARED: Final = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]{1,8}){0,5}\s*\Z")


def language_of(declared: str | None, text: str) -> str:
    """The language as a code of two or three letters (`en`); empty if it is not known.

    Args:
        declared: the `lang` attribute of the page: `en`, `pt-BR`, or nonsense.
        text: read only when nothing usable was declared; the model that reads it is loaded then.
    """
    if declared and (match := _DECLARED.match(declared[:100])):
        return match.group(1).lower()
    sample = text[:SAMPLE_CHARACTERS]
    if len(sample) < SAMPLE_MIN_CHARACTERS:
        return ""
    code, certainty = language_identifier().classify(sample)
    return str(code) if certainty >= CERTAIN_ENOUGH else ""

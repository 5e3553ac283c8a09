"""What a check of one part says."""

from dataclasses import dataclass
from enum import StrEnum


class PartState(StrEnum):
    """How a part does."""

    OK = "ok"
    DEGRADED = "degraded"
    """It works, but less well than it could."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Part:
    """One part, in a sentence, with the one command that mends it."""

    name: str
    state: PartState
    sentence: str
    mend: str = ""


def part_ok(name: str, sentence: str) -> Part:
    """A part that is well."""
    return Part(name, PartState.OK, sentence)


def part_degraded(name: str, sentence: str, mend: str) -> Part:
    """A part that works, but less well than it could."""
    return Part(name, PartState.DEGRADED, sentence, mend)


def part_missing(name: str, sentence: str, mend: str) -> Part:
    """A part without which the product does not work."""
    return Part(name, PartState.MISSING, sentence, mend)

"""Edits the text of a query by its chips: without one, or with one turned round."""

import re
from collections.abc import Sequence
from typing import Final

from imagesearch.search.parsing.bounds import operand_opposite
from imagesearch.search.parsing.model import MEASURES, Chip, ChipKind, ChipMode, Frozen, ParsedQuery
from imagesearch.search.parsing.parser import query_parse

BLANKS: Final = re.compile(r"\s+")
QUOTES_NEEDED: Final = re.compile(r"[\s\"\\,;:]")


class ChipView(Frozen):
    """A chip as clients show it, with the texts that its buttons lead to."""

    kind: ChipKind
    value: str
    mode: ChipMode
    label: str
    spans: tuple[tuple[int, int], ...]
    without: str
    """The text of the query without it."""
    toggled: str
    """The text with a filter turned into an exclusion, an exclusion into a wish, a hint into a filter; empty if it cannot be."""


def chip_views(text: str, parsed: ParsedQuery) -> tuple[ChipView, ...]:
    """The chips of a query as clients show them."""
    return tuple(
        ChipView(**chip.model_dump(), without=query_without(text, chip), toggled=query_toggled(text, chip))
        for chip in parsed.chips
    )


def query_without(text: str, chip: Chip) -> str:
    """The text with everything that made the chip cut out; it never means that chip any more."""
    shorter = _replaced(text, chip.spans, "")
    parsed = query_parse(shorter)
    if chip.identity not in {other.identity for other in parsed.chips}:
        return shorter
    return _written(parsed.subject, [other for other in parsed.chips if other.identity != chip.identity])


def query_toggled(text: str, chip: Chip) -> str:
    """The text with the chip meaning the contrary, or more than a hint; empty where it has no contrary."""
    if chip.mode == ChipMode.NICE:
        return _tidied(f"{text} {chip_text(chip.model_copy(update={'mode': ChipMode.MUST}))}")
    contrary = _contrary(chip)
    return "" if contrary is None else _replaced(text, chip.spans, chip_text(contrary))


def chip_text(chip: Chip) -> str:
    """A chip in the explicit syntax."""
    minus = "-" if chip.mode == ChipMode.EXCLUDE else ""
    value = _quoted(chip.value) if QUOTES_NEEDED.search(chip.value) or chip.kind == ChipKind.PHRASE else chip.value
    return minus + value if chip.kind in (ChipKind.CONCEPT, ChipKind.PHRASE) else f"{minus}{chip.kind}:{value}"


def _contrary(chip: Chip) -> Chip | None:
    """The chip that lets through what this one keeps out."""
    value, mode = chip.value, ChipMode.EXCLUDE if chip.mode == ChipMode.MUST else ChipMode.MUST
    if chip.kind == ChipKind.SORT:
        return None
    if chip.kind == ChipKind.ALT:
        value, mode = {"none": "any", "any": "none"}[value], ChipMode.MUST
    elif chip.kind in MEASURES:
        value, mode = operand_opposite(value), ChipMode.MUST
    return chip.model_copy(update={"value": value, "mode": mode}) if value else None


def _replaced(text: str, spans: Sequence[tuple[int, int]], replacement: str) -> str:
    """The text with the first span replaced and the others cut out."""
    for number, (start, end) in reversed(list(enumerate(spans))):
        text = f"{text[:start]} {replacement if number == 0 else ''} {text[end:]}"
    return _tidied(text)


def _written(subject: str, chips: Sequence[Chip]) -> str:
    """A query written anew; every word of the subject is marked as a word, so that no rule takes it again."""
    for chip in chips:
        if chip.kind == ChipKind.PHRASE:
            subject = subject.replace(chip.value, "", 1)
    words = [f"\\{word}" for word in subject.split()]
    return " ".join([*words, *(chip_text(chip) for chip in chips if chip.mode != ChipMode.NICE)])


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _tidied(text: str) -> str:
    return BLANKS.sub(" ", text).strip(" ,")

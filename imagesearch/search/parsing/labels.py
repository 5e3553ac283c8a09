"""What a chip says to people."""

from typing import Final

from imagesearch.search.parsing.bounds import bounds_read
from imagesearch.search.parsing.model import BOUND_NAMES, MEASURES, ChipKind, ChipMode

SORTS: Final = {
    "newest": "newest first", "oldest": "oldest first", "largest": "largest first", "smallest": "smallest first",
    "page": "in page order", "relevance": "best first",
}  # fmt: skip
PLACES: Final = {ChipKind.PAGE: "on", ChipKind.HOST: "from"}


def chip_label(kind: ChipKind, value: str, mode: ChipMode) -> str:
    """A few words for one chip."""
    label = _positive(kind, value)
    return f"not {label}" if mode == ChipMode.EXCLUDE else label


def _positive(kind: ChipKind, value: str) -> str:
    if kind in MEASURES:
        return _measured(kind, value)
    match kind:
        case ChipKind.FORMAT:
            return value.upper()
        case ChipKind.ALT:
            return "without alt text" if value == "none" else "with alt text"
        case ChipKind.SORT:
            return SORTS[value]
        case ChipKind.PHRASE:
            return f"“{value}”"
        case ChipKind.PAGE if value == "/":
            return "on the start page"
        case ChipKind.PAGE | ChipKind.HOST:
            return f"{PLACES[kind]} {value}"
    return value


def _measured(kind: ChipKind, operand: str) -> str:
    unit = "MP" if kind == ChipKind.MEGAPIXELS else "px"
    name = {"pixels": "", "side": "longest side "}.get(BOUND_NAMES[kind], f"{BOUND_NAMES[kind]} ")
    bounds = bounds_read(operand)
    if bounds is not None and None not in (bounds.low, bounds.high) and "-" in operand:
        return f"{name}{operand.replace('-', ' to ')} {unit}"
    number = operand.lstrip("<>=")
    sign = operand[: len(operand) - len(number)]
    words = {">": "over ", ">=": "at least ", "<": "under ", "<=": "at most "}
    return f"{name}{words.get(sign, '')}{number} {unit}"

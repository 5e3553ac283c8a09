"""Sizes in plain language: "wider than 1000px", "icons smaller than 64 px", "at least 2 megapixels", "1920x1080"."""

import re
from typing import Final

from imagesearch.search.parsing.draft import Draft, Spot
from imagesearch.search.parsing.model import ChipKind
from imagesearch.search.parsing.vocabulary import BEFORE_HEAD, SIDE_WORDS, TAKEN, any_of

COMPARISONS: Final = {
    ">": "(?:more|greater|larger|bigger|wider|taller|higher|broader) than|over|above|exceeding|>",
    ">=": "at least|minimum(?: of)?|min|>=|≥|no (?:less|smaller) than|not (?:less|smaller) than",
    "<": "(?:less|fewer|smaller|narrower|shorter|lower) than|under|below|<",
    "<=": "at most|up to|maximum(?: of)?|max|<=|≤|(?:no|not) (?:more|larger|bigger|wider|taller|higher) than",
}
LEAD: Final = r"(?<= )(?:(?:that|which) )?(?:(?:are|is|with|of|have|has|measuring) )?"
NUMBER: Final = r"\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,2})?"
UNIT: Final = r"(?: ?(?P<unit>px|pixels?|mp|mpx|megapixels?))?"
AXIS: Final = r"(?: (?P<axis>wide|in width|width|tall|high|in height|height))?"
ENDS: Final = rf"(?= (?:[{TAKEN},]|$|(?:from|of|on|in|with|without|and|or) ))"
COMPARED: Final = re.compile(
    LEAD + "(?:" + "|".join(f"(?P<op{number}>{words})" for number, words in enumerate(COMPARISONS.values())) + ") ?"
    rf"(?P<number>{NUMBER})(?: ?[x×] ?(?P<other>{NUMBER}))?{UNIT}{AXIS}(?= )(?P<ends>{ENDS})?"
)
BETWEEN: Final = re.compile(rf"{LEAD}between (?P<low>{NUMBER})(?: ?px)? and (?P<high>{NUMBER}){UNIT}{AXIS}(?= )")
EXACT: Final = re.compile(
    rf"(?<= )(?:(?P<width>\d{{2,5}}) ?[x×] ?(?P<height>\d{{2,5}})(?: ?px| pixels?)?|(?P<side>\d{{2,5}}) ?(?P<unit>px|pixels?){AXIS})(?= )"
)
NAMED: Final = re.compile(
    rf"(?<= )(?:in )?(?P<name>{any_of(SIDE_WORDS)})(?: (?:resolution|quality)(?= )|{BEFORE_HEAD})"
)
AXES: Final = {"wide": ChipKind.WIDTH, "width": ChipKind.WIDTH, "in width": ChipKind.WIDTH}
WIDTH_SAID: Final = ("wider", "narrower", "broader")
HEIGHT_SAID: Final = ("taller", "shorter", "higher", "lower")
MEASURED_SAID: Final = (*WIDTH_SAID, "taller", "larger", "bigger", "smaller")
"""Said of pictures, so that a number without a unit is one of pixels, where nothing follows that could be counted."""
SIDES_FROM_PX: Final = 16
"""Below, "2x4" and "4x4" are things."""


def sides_read(draft: Draft) -> None:
    """Understand what is said about widths, heights and pixels."""
    for spot in draft.find(BETWEEN):
        operand = f"{_number(spot['low'])}-{_number(spot['high'])}"
        if spot["unit"] or spot["axis"]:
            _note(draft, spot, _kind(spot, ""), operand)
    for spot in draft.find(COMPARED):
        _compared_read(draft, spot)
    for spot in draft.find(EXACT):
        _exact_read(draft, spot)
    for spot in draft.find(NAMED):
        _note(draft, spot, ChipKind.SIDE, SIDE_WORDS[spot["name"]])


def _compared_read(draft: Draft, spot: Spot) -> None:
    number, sign = next((i, sign) for i, sign in enumerate(COMPARISONS) if spot[f"op{i}"])
    words = spot[f"op{number}"]
    if not _is_measure(spot, words):
        return
    if spot["other"]:
        _note(draft, spot, ChipKind.WIDTH, sign + _number(spot["number"]))
        _note(draft, spot, ChipKind.HEIGHT, sign + _number(spot["other"]))
    else:
        _note(draft, spot, _kind(spot, words), sign + _number(spot["number"]))


def _is_measure(spot: Spot, words: str) -> bool:
    if spot["unit"] or spot["axis"] or spot["other"]:
        return True
    return any(said in words for said in MEASURED_SAID) and spot.match["ends"] is not None


def _exact_read(draft: Draft, spot: Spot) -> None:
    if spot["side"]:
        _note(draft, spot, _kind(spot, ""), spot["side"])
    elif min(int(spot["width"]), int(spot["height"])) >= SIDES_FROM_PX:
        _note(draft, spot, ChipKind.WIDTH, str(int(spot["width"])))
        _note(draft, spot, ChipKind.HEIGHT, str(int(spot["height"])))


def _kind(spot: Spot, words: str) -> ChipKind:
    if spot["unit"].startswith("m"):
        return ChipKind.MEGAPIXELS
    if spot["axis"]:
        return AXES.get(spot["axis"], ChipKind.HEIGHT)
    if any(said in words for said in WIDTH_SAID):
        return ChipKind.WIDTH
    return ChipKind.HEIGHT if any(said in words for said in HEIGHT_SAID) else ChipKind.SIDE


def _number(text: str) -> str:
    return text.replace(",", "")


def _note(draft: Draft, spot: Spot, kind: ChipKind, operand: str) -> None:
    draft.take(spot.first, spot.last)
    draft.chip(kind, operand, spot.first, spot.last)

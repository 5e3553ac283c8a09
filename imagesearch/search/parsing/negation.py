"""What is not wanted, in plain language: "without people", "no text or logos", "that are not brown", "non-PNG"."""

import re
from typing import Final

from imagesearch.search.parsing.draft import Draft, Spot
from imagesearch.search.parsing.model import ChipKind, ChipMode
from imagesearch.search.parsing.vocabulary import (
    ASPECT_WORDS,
    COLOR_WORDS,
    FORMAT_WORDS,
    FORMATS,
    NOUN,
    ROLE_WORDS,
    SIZE_WORDS,
    TAKEN,
    any_of,
)  # fmt: skip

BREAKS: Final = any_of((
    "from", "on", "with", "without", "that", "which", "who", "where", "while", "when", "but", "taken", "sorted", "at", "by", "of",
    "to", "for", "in", "into", "near", "behind", "under", "over", "about", "showing", "not", "no", "only", "except", "is", "are",
))  # fmt: skip
"""Words that end what is excluded."""
SAYS_NO: Final = (
    r"(?:without|w/o|excluding|exclude|except|minus|other than|apart from|aside from|instead of|rather than|lacking|free of|devoid of"
    r"|(?:(?:that|which|who) )?(?:with |have |has |having |show |shows |contain |contains |containing |showing )?no"
    r"|(?:but |and )?(?:(?:that|which|who) )?(?:(?:are|is|do|does|have|has|should|must) )?not"
    r"|(?:(?:that|which|who) )?(?:aren't|isn't|don't|doesn't|can't|haven't|hasn't|won't))"
)
FILLERS: Final = (
    r"(?: (?:for|have|has|having|contain|contains|containing|show|shows|showing|include|includes|including|feature|featuring|be"
    rf"|depict|depicting|any|the|a|an|of|its|their|{NOUN} (?:of|with|showing)))"
)
FIRST: Final = rf"(?!{BREAKS} )[^ ,{TAKEN}]+"
MORE: Final = rf"(?!(?:{BREAKS}|and|or|nor|&|{NOUN}|{FORMATS}) )[^ ,{TAKEN}]+"
DOING: Final = rf"[a-z]+ing (?:at|into|to|for|on|in|with) (?:the |a )?[^ ,{TAKEN}]+"
"""Not "looking at the camera": the place belongs to the verb."""
ITEM: Final = rf"(?:{DOING}|{FIRST}(?: {MORE}){{0,2}})"
AND: Final = rf"(?:and|or|nor|&){FILLERS}{{0,2}}(?: no| without)?(?: any)?"
LIST: Final = rf"{ITEM}(?:(?: , {ITEM}){{0,6}}(?: ,)? {AND} {ITEM}){{0,6}}"
"""Commas go on with the list only if an "and" or "or" closes it: "no people, png" is two things."""
TAIL: Final = rf"(?: {NOUN}(?= (?:[{TAKEN},]|$)))?(?: (?:in|on|at) (?:the |a )?(?:background|foreground|frame|front|back|it|them|{NOUN}))?"
LEFT_OUT: Final = re.compile(rf"(?<= ){SAYS_NO}{FILLERS}{{0,3}} (?!\d)(?P<items>{LIST}){TAIL}(?= )")
NOBODY: Final = re.compile(
    r"(?<= )(?:(?:with|but|and|has|have|showing) )?(?:nobody|no one|no-one)(?: (?:in (?:it|them|sight)|around|there))?(?= )"
)
NON: Final = re.compile(
    rf"(?<= )non(?:-| )(?P<items>{FORMATS}|{any_of(COLOR_WORDS)}|{any_of(ASPECT_WORDS)}|{any_of(ROLE_WORDS)})(?= )"
)
FREE: Final = re.compile(r"(?<= )(?P<items>text|people|person|logo|watermark|face)-free(?= )")
SEPARATORS: Final = frozenset({",", "and", "or", "nor", "&"})
ARTICLES: Final = frozenset({"any", "the", "a", "an", "no", "without", "of", "some", "have", "has", "show", "showing"})
FACTS: Final = (
    (ChipKind.FORMAT, FORMAT_WORDS),
    (ChipKind.SIZE, SIZE_WORDS),
    (ChipKind.ASPECT, ASPECT_WORDS),
)
"""What can be left out by what the file is; all else by what the picture shows."""


def negations_read(draft: Draft) -> None:
    """Understand what is to be left out; it never becomes part of the subject, which models would take for a wish."""
    for spot in draft.find(NOBODY):
        draft.take(spot.first, spot.last)
        draft.chip(ChipKind.CONCEPT, "people", spot.first, spot.last, mode=ChipMode.EXCLUDE)
    for pattern in (NON, FREE):
        for spot in draft.find(pattern):
            draft.take(spot.first, spot.last)
            _leave_out(draft, spot["items"].lstrip("*."), spot.first, spot.last)
    for spot in draft.find(LEFT_OUT):
        draft.take(spot.first, spot.last)
        _items_read(draft, spot)


def _items_read(draft: Draft, spot: Spot) -> None:
    """One chip for each thing; the words that lead to the first belong to its chip."""
    first, last = draft.range_of(spot, "items")
    begin, words = first, []
    for index in range(first, last + 2):
        word = draft.tokens[index].text.lower() if index <= last else ","
        if word not in SEPARATORS:
            words.append(word)
            continue
        start = spot.first if begin == first else begin
        _leave_out(draft, _bare(words), start, index - 1)
        begin, words = index + 1, []


def _bare(words: list[str]) -> str:
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return " ".join(words)


def _leave_out(draft: Draft, item: str, first: int, last: int) -> None:
    if not item or item in ARTICLES:
        return
    name = item.removesuffix("s").lstrip("*.")
    for kind, words in FACTS:
        value = words.get(item) or words.get(name)
        if value is not None:
            draft.chip(kind, value, first, last, mode=ChipMode.EXCLUDE)
            return
    draft.chip(ChipKind.CONCEPT, item, first, last, mode=ChipMode.EXCLUDE)

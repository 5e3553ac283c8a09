"""Plain language: which words describe the file, the place or the order rather than what the picture shows.

Careful rather than clever: a word that may be the subject stays in it. Adjectives of size and shape count only before a
word for pictures ("wide banners", not "wide river"); colours and kinds of pictures are shown as hints and stay in the
subject, as the picture models know them.
"""

import re
from collections.abc import Callable
from typing import Final

from imagesearch.search.parsing.draft import Draft
from imagesearch.search.parsing.measures import sides_read
from imagesearch.search.parsing.model import ChipKind, ChipMode
from imagesearch.search.parsing.negation import negations_read
from imagesearch.search.parsing.places import places_excluded_read, places_read
from imagesearch.search.parsing.vocabulary import (
    AFTER_HEAD,
    ALT,
    ARTICLE,
    ASPECT_WORDS,
    BEFORE_HEAD,
    COLOR,
    COLOR_WORDS,
    FORMAT,
    FORMAT_WORDS,
    FORMATS,
    HEAD,
    IDIOMS,
    MODE_COLORS,
    NOUN,
    RESOLUTION_WORDS,
    ROLE_WORDS,
    SIZE_WORDS,
    SORT_WORDS,
    TAKEN,
    any_of,
)  # fmt: skip

WHICH: Final = r"(?:(?:that|which|who) (?:are |is |do |does |have |has )?)?"
OPENING: Final = re.compile(
    r"(?<=^ )(?:hi |hello |hey )?(?:please )?(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:i|we) (?:want|need|would like|am looking for|are looking for)(?: to (?:see|find))?|i'm looking for|i'd like(?: to see)?"
    r"|(?:show|give|get|find|fetch|bring) (?:me|us)|(?:search|look|looking|searching) for|find|do you have|are there|is there"
    rf"|where (?:are|is)|what about|(?:show|display|list|get)(?= (?:{ARTICLE} )?(?:{HEAD}|{FORMAT}|{TAKEN}) ))"
    r"(?: (?:all|any|every|some)(?: (?:the|of the))?)?(?= [^ ])"
)
CLOSING: Final = re.compile(r"(?<= )(?:please|thanks|thank you)(?= $)")
PROTECTED: Final = re.compile(rf"(?<= )(?:{any_of(IDIOMS)}|{FORMAT} (?:to|into|vs|versus) {FORMAT})(?= )")
NO_ALT: Final = re.compile(
    rf"(?<= ){WHICH}(?:with |have |has |having |are |is )?(?:without|w/o|no|missing|lacking|lack|empty|not have|don't have|doesn't have)"
    rf"(?: (?:an|any|the|its|their|have|having))? {ALT}(?= )"
    rf"|(?<= )(?:where )?(?:the )?{ALT} (?:is |are )?(?:missing|empty)(?= )"
)
WITH_ALT: Final = re.compile(rf"(?<= ){WHICH}(?:with|having|have|has)(?: (?:an|any|some))? {ALT}(?= )")
SUPERLATIVE: Final = re.compile(rf"(?<= )(?:the )?(?P<word>{any_of(SORT_WORDS)})(?: first(?= )|{BEFORE_HEAD})")
SORTED: Final = re.compile(
    r"(?<= )(?:(?:sort|sorted|order|ordered) (?:by|in) |in (?=page order ))"
    r"(?P<word>page order|newest|latest|oldest|largest|biggest|smallest|size|date)(?: first)?(?= )"
)
FORMAT_SET: Final = re.compile(
    rf"(?<= )(?:(?:in|as|only|just) )?(?:(?:a|an|the|all) (?={FORMATS}(?: {TAKEN})? $))?"
    rf"(?P<formats>{FORMATS}(?:(?: ,)?(?: (?:or|and|&))? {FORMATS})*)(?: (?:format|only|version|versions))?(?= )"
)
ONE_FORMAT: Final = re.compile(FORMATS)
SIZE: Final = re.compile(
    rf"(?<= )(?:(?:in )?(?P<sure>{any_of(RESOLUTION_WORDS)})|(?P<word>{any_of(SIZE_WORDS)}){BEFORE_HEAD})(?= )"
)
ASPECT: Final = re.compile(
    rf"(?<= )(?:(?P<word>{any_of(ASPECT_WORDS)}){BEFORE_HEAD}"
    r"|(?:in (?:a )?)?(?P<sure>landscape|portrait|horizontal|vertical|square)(?: |-)(?:orientation|format|aspect|shape|oriented))(?= )"
)
ORIENTED: Final = {"landscape": "wide", "portrait": "tall"}
MOSTLY: Final = re.compile(rf"(?<= )(?:mostly|mainly|predominantly) (?P<color>{COLOR})(?= )")
SCREEN_MODE: Final = re.compile(r"(?<= )(?P<mode>dark|night|light)(?: |-)(?:mode|theme|themed)(?= )")
COLORED: Final = re.compile(rf"(?<= )(?P<color>{COLOR})(?:ish|-colou?red)?(?= )")
ROLE: Final = re.compile(rf"(?<= )(?:(?P<role>{any_of(ROLE_WORDS)})|(?P<product>product)(?= {NOUN} | shots? ))(?= )")
IN_THE_PICTURE: Final = re.compile(rf"(?<= )(?P<noun>(?:in|on) (?:the|this|these|a) {NOUN})(?= )")
ABOUT: Final = "(?:of|showing|that shows?|which shows?|depicting|featuring|containing|that contains?|with|where|about|for|that have|that are|which are|like)"
NOUN_FIRST: Final = re.compile(
    rf"(?<=^ )(?:[{TAKEN},] )*(?P<noun>(?:{ARTICLE} |only |more )?"
    rf"(?:(?:{NOUN}|files)(?: {ABOUT}(?= )|{AFTER_HEAD})|(?:pictures|photos|photographs|images|pics|imgs)(?= )))"
)
NOUN_LATER: Final = re.compile(rf"(?<= )(?P<noun>(?:{NOUN}|files)(?: of(?= )|{AFTER_HEAD}))")


def language_read(draft: Draft) -> None:
    """Apply every rule, in an order in which none spoils what a later one needs."""
    for rule in RULES:
        rule(draft)


def _courtesies(draft: Draft) -> None:
    for pattern in (OPENING, CLOSING):
        for spot in draft.find(pattern):
            draft.take(spot.first, spot.last)


def _idioms(draft: Draft) -> None:
    for spot in draft.find(PROTECTED):
        draft.close(spot.first, spot.last)


def _alt_texts(draft: Draft) -> None:
    for pattern, value in ((NO_ALT, "none"), (WITH_ALT, "any")):
        for spot in draft.find(pattern):
            draft.take(spot.first, spot.last)
            draft.chip(ChipKind.ALT, value, spot.first, spot.last)


def _orders(draft: Draft) -> None:
    for pattern in (SORTED, SUPERLATIVE):
        for spot in draft.find(pattern):
            value = {"size": "largest", "date": "newest", "page order": "page"}.get(spot["word"]) or SORT_WORDS[
                spot["word"]
            ]
            draft.take(spot.first, spot.last)
            draft.chip(ChipKind.SORT, value, spot.first, spot.last)


def _formats(draft: Draft) -> None:
    for spot in draft.find(FORMAT_SET):
        draft.take(spot.first, spot.last)
        for index in range(spot.first, spot.last + 1):
            word = draft.tokens[index].text.lower()
            if ONE_FORMAT.fullmatch(word):
                name = word.lstrip("*.")
                value = FORMAT_WORDS.get(name) or FORMAT_WORDS[name.removesuffix("s")]
                draft.chip(ChipKind.FORMAT, value, index, index)


def _sizes(draft: Draft) -> None:
    for spot in draft.find(SIZE):
        draft.take(spot.first, spot.last)
        draft.chip(ChipKind.SIZE, SIZE_WORDS[spot["sure"] or spot["word"]], spot.first, spot.last)


def _aspects(draft: Draft) -> None:
    for spot in draft.find(ASPECT):
        word = spot["sure"] or spot["word"]
        draft.take(spot.first, spot.last)
        draft.chip(ChipKind.ASPECT, ORIENTED.get(word) or ASPECT_WORDS[word], spot.first, spot.last)


def _roles(draft: Draft) -> None:
    for spot in draft.find(ROLE):
        value = ROLE_WORDS.get(spot["role"], "product")
        draft.chip(ChipKind.ROLE, value, spot.first, spot.last, mode=ChipMode.NICE)


def _colors(draft: Draft) -> None:
    for spot in draft.find(MOSTLY):
        draft.take(spot.first, spot.first)
        draft.close(spot.first, spot.last)
        draft.chip(ChipKind.COLOR, COLOR_WORDS[spot["color"]], spot.first, spot.last)
    for spot in draft.find(SCREEN_MODE):
        color = MODE_COLORS[spot["mode"]]
        name = f"{spot['mode']} mode"
        draft.chip(ChipKind.COLOR, color, spot.first, spot.last, mode=ChipMode.NICE, name=name)
    for spot in draft.find(COLORED):
        draft.chip(ChipKind.COLOR, COLOR_WORDS[spot["color"]], spot.first, spot.last, mode=ChipMode.NICE)


def _nouns(draft: Draft) -> None:
    """A search returns pictures anyhow: "photos of dogs" is about dogs."""
    for pattern in (IN_THE_PICTURE, NOUN_FIRST, NOUN_LATER):
        for spot in draft.find(pattern):
            draft.take(*draft.range_of(spot, "noun"))


RULES: Final[tuple[Callable[[Draft], None], ...]] = (
    _courtesies,
    _idioms,
    _alt_texts,
    sides_read,
    places_excluded_read,
    places_read,
    negations_read,
    _orders,
    _formats,
    _sizes,
    _aspects,
    _roles,
    _colors,
    _nouns,
)

"""Where pictures were seen, in plain language: "from the blog", "on /shop", "on the about page", "from cdn.example.com"."""

import re
from typing import Final

from imagesearch.search.parsing.draft import Draft, Spot
from imagesearch.search.parsing.model import ChipKind, ChipMode
from imagesearch.search.parsing.vocabulary import FORMAT_WORDS, HOST_NAME, SECTIONS, any_of

SECTION: Final = any_of(SECTIONS)
OWNER: Final = "(?:the |our |my |your |their |this |its )"
PAGES: Final = "(?:pages?|section|posts?|articles?|part|folder|directory)"
NOT_A_PAGE: Final = "(?:web|blank|same|next|this|each|every|book|title|cover|news|paper|whole|other|printed|open)"
"""Words before "page" that make another thing of it."""
HOME: Final = "(?:home ?page|home-page|start ?page|front page|landing page|index page|home)"
PLACE: Final = (
    rf"(?:(?:(?:from|on|in|at|under|below) )?(?P<path>/[\w\-./%~+]*\w/?)(?: {PAGES})?"
    rf"|(?:from|on|at) {OWNER}?(?P<home>{HOME})"
    rf"|(?:from|on|in) {OWNER}(?P<section>{SECTION})(?: {PAGES})?"
    rf"|(?:from|on|in) (?P<section_bare>{SECTION}) {PAGES}"
    rf"|(?:from|on) {OWNER}(?!{NOT_A_PAGE} )(?P<page>[\w-]+(?: us)?) (?:pages?|section)"
    r"|(?:from|on|at|by|hosted (?:on|at|by)|served (?:from|by)) (?P<host>(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?))"
)
FOUND: Final = re.compile(
    rf"(?<= )(?:(?:that|which) (?:are|is|appear|appears) |taken |seen |used |found )?{PLACE}(?= )"
)
LEFT_OUT: Final = re.compile(
    rf"(?<= )(?:but )?(?:(?:that|which) (?:are|is) )?(?:not|except(?: for)?|excluding|without) (?:those |the ones |ones |anything )?{PLACE}(?= )"
)
HERE: Final = re.compile(
    r"(?<= )(?:(?:from|on|in|of) (?:this|the|my|our|your) (?:whole |entire )?(?:site|website|web site)|(?:on|from) here)(?= )"
)


def places_excluded_read(draft: Draft) -> None:
    """Places that are not wanted, such as "not from the blog": before anything else makes a concept of it."""
    for spot in draft.find(LEFT_OUT):
        _note(draft, spot, ChipMode.EXCLUDE)


def places_read(draft: Draft) -> None:
    """Pages, sections and hosts; "on this site" says nothing, as all of it is."""
    for spot in draft.find(HERE):
        draft.take(spot.first, spot.last)
    for spot in draft.find(FOUND):
        _note(draft, spot, ChipMode.MUST)


def _note(draft: Draft, spot: Spot, mode: ChipMode) -> None:
    if spot["host"] and not _is_host(spot["host"]):
        return
    draft.take(spot.first, spot.last)
    if spot["host"]:
        draft.chip(ChipKind.HOST, spot["host"], spot.first, spot.last, mode=mode)
    else:
        draft.chip(ChipKind.PAGE, _page(spot), spot.first, spot.last, mode=mode)


def _page(spot: Spot) -> str:
    if spot["home"]:
        return "/"
    if spot["path"]:
        return spot["path"].rstrip("/")
    return (spot["section"] or spot["section_bare"] or spot["page"]).replace(" ", "-")


def _is_host(name: str) -> bool:
    """`logo.png` is a file."""
    return HOST_NAME.fullmatch(name) is not None and name.rpartition(".")[2] not in FORMAT_WORDS

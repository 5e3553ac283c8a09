"""Cuts tags with absurdly many attributes before the parser sees them: it compares each with all others."""

import re
from typing import Final

ATTRIBUTES_MAX: Final = 1000
"""Of one tag; 200,000 take the parser minutes."""
SUSPICIOUS_SIGNS: Final = 5000
"""A page with fewer spaces and equals signs than this cannot hold such a tag."""
_TAG: Final = re.compile(rb"<[a-zA-Z][^\s/>]*")
_ATTRIBUTE: Final = re.compile(
    rb"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s\"'>][^\s>]*+|(?=>)))?+"
)
_RAW_END: Final = {
    b"<script": re.compile(rb"</script", re.IGNORECASE),
    b"<style": re.compile(rb"</style", re.IGNORECASE),
}
"""Elements in which a `<` begins no tag."""


def crowded_tags_cut(page: bytes) -> bytes:
    """The page with only the first attributes of tags that have too many; nearly always the page as it is.

    One pass, linear in the page: a quote that is never closed ends it, as it ends the tag for the parser.
    """
    if page.count(b"=") + page.count(b" ") + page.count(b"\n") + page.count(b"/") < SUSPICIOUS_SIGNS:
        return page
    kept: list[bytes] = []
    start = position = 0
    while tag := _TAG.search(page, position):
        cut, position = _tag_end(page, tag.end())
        if cut < position:
            kept.append(page[start:cut])
            start = position
        if raw_end := _RAW_END.get(tag.group().lower()):
            end = raw_end.search(page, position)
            position = end.end() if end else len(page)
    return b"".join((*kept, page[start:])) if kept else page


def _tag_end(page: bytes, position: int) -> tuple[int, int]:
    """Where the kept attributes of a tag end, and where all of them do."""
    cut = position
    count = 0
    while match := _ATTRIBUTE.match(page, position):
        position = match.end()
        count += 1
        if count <= ATTRIBUTES_MAX:
            cut = position
    return cut, position

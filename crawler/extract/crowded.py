"""Cuts tags with absurdly many attributes before the parser sees them: it compares each with all others."""

import re
from typing import Final

ATTRIBUTES_MAX: Final = 1000
"""Of one tag; 200,000 take the parser minutes."""
SUSPICIOUS_SIGNS: Final = 5000
"""A page with fewer spaces and equals signs than this cannot hold such a tag."""
_ONE_ATTRIBUTE: Final = rb"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s\"'>][^\s>]*+|(?=>)))?+"
_TAG: Final = re.compile(rb"(<[a-zA-Z][^\s/>]*+)(?:" + _ONE_ATTRIBUTE + rb")*+")
_ATTRIBUTE: Final = re.compile(_ONE_ATTRIBUTE)
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
        position = tag.end()
        if position - tag.end(1) > 2 * ATTRIBUTES_MAX:  # an attribute takes two signs at least
            cut = _cut(page, tag.end(1))
            if cut < position:
                kept.append(page[start:cut])
                start = position
        if page.startswith((b"s", b"S"), tag.start() + 1) and (raw_end := _RAW_END.get(tag[1].lower())):
            end = raw_end.search(page, position)
            position = end.end() if end else len(page)
    return b"".join((*kept, page[start:])) if kept else page


def _cut(page: bytes, position: int) -> int:
    """Where the kept attributes of a tag end."""
    for _ in range(ATTRIBUTES_MAX):
        match = _ATTRIBUTE.match(page, position)
        if match is None:
            break
        position = match.end()
    return position

"""Finds pictures in the data that a page brings for its scripts: JSON in `script` elements, and state assigned to a variable."""

import re
from typing import Final

from crawler.extract.endings import has_image_extension

DATA_TYPES: Final = frozenset({"application/json", "application/vnd.api+json", "text/json"})
TEXT_MAX_CHARACTERS: Final = 2_000_000
IMAGES_MAX: Final = 1000
_STATE: Final = re.compile(
    r"__(?:NUXT|NEXT_DATA|INITIAL_STATE|PRELOADED_STATE|APOLLO_STATE|INITIAL_DATA|INITIAL_PROPS|remixContext|sveltekit\w*)__"
    r"|__next_f\.push|__remixContext|__sveltekit"
)
"""Variables in which frameworks keep what a page is made from."""
_SLASHES: Final = re.compile(r"\\+(?:/|u002f)", re.IGNORECASE)
_AMPERSANDS: Final = re.compile(r"\\+u0026", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[\"']((?:https?:)?/[^\"'\s<>\\{}()|^`$,]{3,2000})(?=\\*[\"'])")


def data_images(kind: str, text: str) -> list[str]:
    """References to pictures in a script that holds data, in their order; none in one that is a program.

    Only what begins like an address and ends like a picture is taken: a bare file name may be anything.

    Args:
        kind: the `type` of the script element, in lower case.
        text: its content.
    """
    if len(text) > TEXT_MAX_CHARACTERS or not (kind in DATA_TYPES or _STATE.search(text[:2000])):
        return []
    plain = _AMPERSANDS.sub("&", _SLASHES.sub("/", text))
    found = dict.fromkeys(address for address in _ADDRESS.findall(plain) if has_image_extension(address))
    return list(found)[:IMAGES_MAX]

"""Reads `srcset` by the WHATWG algorithm: commas may stand inside addresses and inside parentheses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SPACE: Final = " \t\n\f\r"
_BEFORE_URL: Final = re.compile(r"[ \t\n\f\r,]*")
_URL: Final = re.compile(r"[^ \t\n\f\r]+")
_WIDTH: Final = re.compile(r"[0-9]+w\Z", re.ASCII)
_HEIGHT: Final = re.compile(r"[0-9]+h\Z", re.ASCII)
_DENSITY: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?x\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address of a srcset, with its width or density as written; empty means 1x."""

    url: str
    descriptor: str = ""


def srcset_candidates(text: str) -> list[Candidate]:
    """The candidates of a srcset attribute in their order; those with broken descriptors are left out, as browsers do."""
    found: list[Candidate] = []
    descriptors: list[str]
    position = _end(_BEFORE_URL, text, 0)
    while position < len(text):
        end = _end(_URL, text, position)
        url = text[position:end]
        if url.endswith(","):
            url, descriptors = url.rstrip(","), []
        else:
            descriptors, end = _descriptors(text, end)
        if url and _are_valid(descriptors):
            found.append(Candidate(url, " ".join(descriptors)))
        position = _end(_BEFORE_URL, text, end)
    return found


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _descriptors(text: str, start: int) -> tuple[list[str], int]:
    """Tokens up to the next comma outside parentheses, and where they end."""
    depth = 0
    end = start
    while end < len(text) and not (text[end] == "," and depth == 0):
        depth = 1 if text[end] == "(" else 0 if text[end] == ")" else depth
        end += 1
    return list(_tokens(text[start:end])), end


def _tokens(text: str) -> Iterator[str]:
    """Split at spaces that do not stand in parentheses."""
    start, depth = 0, 0
    for index, character in enumerate(text):
        if character in _SPACE and depth == 0:
            if index > start:
                yield text[start:index]
            start = index + 1
        elif character in "()":
            depth = int(character == "(")
    if start < len(text):
        yield text[start:]


def _are_valid(descriptors: list[str]) -> bool:
    kinds = [_kind(descriptor) for descriptor in descriptors]
    is_once_each = len(set(kinds)) == len(kinds) and "" not in kinds
    return is_once_each and not ("x" in kinds and len(kinds) > 1) and kinds != ["h"]


def _kind(descriptor: str) -> str:
    if _WIDTH.match(descriptor):
        return "w" if int(descriptor[:-1]) > 0 else ""
    if _HEIGHT.match(descriptor):
        return "h" if int(descriptor[:-1]) > 0 else ""
    return "x" if _DENSITY.match(descriptor) else ""

"""Cuts the text of a query into words, quoted phrases and `key:value` fields, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from imagesearch.search.parsing.vocabulary import FORMAT_WORDS

TYPED_SIGNS: Final = str.maketrans("“”„‟«»’‘", '""""""' + "''")
"""What keyboards and word processors make of quotes; one character each, so that places stay."""
QUOTED: Final = r'"(?P<{name}>(?:[^"\\]|\\.)*)"'
TOKEN: Final = re.compile(
    rf"""(?P<field>(?P<field_minus>-?)(?<![^\s,;-])(?P<key>[^\W\d_][\w-]{{0,23}}):(?!//|\s|$)
             (?P<value>"(?:[^"\\]|\\.)*"|(?:\\.|[^\s"])+))
       |(?P<phrase>(?P<phrase_minus>-?){QUOTED.format(name="inner")})
       |(?P<quote>")
       |(?P<comma>[,;])
       |(?P<word>(?:\\\S|(?<=\d),(?=\d{{3}}(?!\d))|[^\s",;])+)""",
    re.VERBOSE | re.DOTALL,
)
EDGE_SIGNS: Final = "()[]{}!?:'`|~+"
ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


class TokenKind(Enum):
    """What a stretch of the text is."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    COMMA = auto()
    QUOTE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One of them; `text` is what it says, without quotes and escapes."""

    kind: TokenKind
    text: str
    start: int
    end: int
    key: str = ""
    is_excluded: bool = False
    is_literal: bool = False
    """Written with an escape: only ever a word."""


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a text in their order, in time that grows with its length only."""
    for match in TOKEN.finditer(text.translate(TYPED_SIGNS)):
        match match.lastgroup:
            case "field":
                yield _field(match)
            case "phrase":
                yield _phrase(match)
            case "comma":
                yield Token(TokenKind.COMMA, ",", match.start(), match.end())
            case "quote":
                yield Token(TokenKind.QUOTE, '"', match.start(), match.end())
            case _:
                yield from _words(match)


def unescaped(text: str) -> str:
    """A text without the backslashes that protect its characters."""
    return ESCAPE.sub(r"\1", text)


def _field(match: re.Match[str]) -> Token:
    value = match["value"]
    inner = value[1:-1] if value.startswith('"') else value
    minus = bool(match["field_minus"])
    return Token(TokenKind.FIELD, unescaped(inner), *match.span(), key=match["key"].lower(), is_excluded=minus)


def _phrase(match: re.Match[str]) -> Token:
    text = " ".join(unescaped(match["inner"]).split())
    return Token(TokenKind.PHRASE, text, *match.span(), is_excluded=bool(match["phrase_minus"]))


def _words(match: re.Match[str]) -> Iterator[Token]:
    raw = match["word"]
    core = raw.rstrip(EDGE_SIGNS + ".").lstrip(EDGE_SIGNS)
    start = match.start() + raw.find(core)
    is_literal = "\\" in core
    is_excluded = len(core) > 1 and core[0] == "-" and core[1].isalpha() and not is_literal
    core = core.lstrip("-–—") if not is_literal else core
    parts = core.lower().split("/")
    if len(parts) > 1 and all(part in FORMAT_WORDS for part in parts):
        yield from _parts(core, start, "/")
    elif core:
        yield Token(TokenKind.WORD, unescaped(core), start, match.end(), "", is_excluded, is_literal)


def _parts(core: str, start: int, sign: str) -> Iterator[Token]:
    """`png/jpg` as two words with a comma between."""
    for number, part in enumerate(core.split(sign)):
        if number:
            yield Token(TokenKind.COMMA, ",", start - 1, start)
        yield Token(TokenKind.WORD, part, start, start + len(part))
        start += len(part) + 1

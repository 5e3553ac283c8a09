"""The explicit syntax: `format:png w:>1000 -color:red page:/blog -logo "exact phrase"`, with errors at the character."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from imagesearch.core.facets import SIZES
from imagesearch.search.parsing.bounds import bounds_read, operand_opposite, operand_tidy
from imagesearch.search.parsing.draft import Draft
from imagesearch.search.parsing.model import MEASURES, ChipKind, ChipMode
from imagesearch.search.parsing.tokens import Token, TokenKind
from imagesearch.search.parsing.vocabulary import (
    ALT_NAMES,
    ASPECT_NAMES,
    COLOR_WORDS,
    FORMAT_WORDS,
    HOST_NAME,
    ROLE_NAMES,
    ROLES_KNOWN,
    SIDE_NAMES,
    SIZE_WORDS,
    SORT_NAMES,
)  # fmt: skip

KEYS: Final = {
    "format": ChipKind.FORMAT, "type": ChipKind.FORMAT, "filetype": ChipKind.FORMAT, "ext": ChipKind.FORMAT,
    "size": ChipKind.SIZE, "aspect": ChipKind.ASPECT, "orientation": ChipKind.ASPECT, "shape": ChipKind.ASPECT,
    "color": ChipKind.COLOR, "colour": ChipKind.COLOR, "w": ChipKind.WIDTH, "width": ChipKind.WIDTH,
    "h": ChipKind.HEIGHT, "height": ChipKind.HEIGHT, "side": ChipKind.SIDE, "mp": ChipKind.MEGAPIXELS,
    "megapixels": ChipKind.MEGAPIXELS, "page": ChipKind.PAGE, "path": ChipKind.PAGE, "section": ChipKind.PAGE,
    "host": ChipKind.HOST, "domain": ChipKind.HOST, "role": ChipKind.ROLE, "kind": ChipKind.ROLE, "is": ChipKind.ROLE,
    "alt": ChipKind.ALT, "sort": ChipKind.SORT, "order": ChipKind.SORT,
}  # fmt: skip
VALUES: Final[Mapping[ChipKind, Mapping[str, str]]] = {
    ChipKind.FORMAT: FORMAT_WORDS,
    ChipKind.SIZE: SIZE_WORDS | {name: name for name in SIZES},
    ChipKind.ASPECT: ASPECT_NAMES,
    ChipKind.COLOR: COLOR_WORDS,
    ChipKind.ROLE: ROLE_NAMES,
    ChipKind.ALT: ALT_NAMES,
    ChipKind.SORT: SORT_NAMES,
}
"""Kinds with a closed set of values."""
KEYS_TOLD: Final = "format, size, aspect, color, w, h, side, mp, page, host, role, alt, sort"
NUMBERS_TOLD: Final = "Write a number of pixels with a comparison, such as >1000, <=600, 64 or 500-1000."


def fields_read(draft: Draft) -> None:
    """Understand every field, quoted phrase and `-word` of a draft."""
    for index, token in enumerate(draft.tokens):
        if draft.is_full:
            return
        match token.kind:
            case TokenKind.FIELD:
                _field_read(draft, index, token)
            case TokenKind.PHRASE:
                _phrase_read(draft, index, token)
            case TokenKind.QUOTE:
                draft.take(index, index)
                sentence = "This quote is never closed; its words are searched as words."
                draft.problem("quote_unclosed", token.start, 1, sentence, '"')
            case TokenKind.WORD if token.is_excluded:
                _minus_read(draft, index, token)


def _phrase_read(draft: Draft, index: int, token: Token) -> None:
    if not token.text:
        draft.take(index, index)
    elif token.is_excluded:
        draft.take(index, index)
        draft.chip(ChipKind.CONCEPT, token.text.lower(), index, index, mode=ChipMode.EXCLUDE)
    else:
        draft.chip(ChipKind.PHRASE, token.text, index, index)


def _minus_read(draft: Draft, index: int, token: Token) -> None:
    word = token.text.lower()
    draft.take(index, index)
    if word in FORMAT_WORDS:
        draft.chip(ChipKind.FORMAT, FORMAT_WORDS[word], index, index, mode=ChipMode.EXCLUDE)
    else:
        draft.chip(ChipKind.CONCEPT, word, index, index, mode=ChipMode.EXCLUDE)


def _field_read(draft: Draft, index: int, token: Token) -> None:
    kind = KEYS.get(token.key)
    if kind is None:
        _unknown_key(draft, index, token)
        return
    draft.take(index, index)
    start = token.end - len(token.text) - (draft.text[token.start : token.end].count('"') > 1)
    for value in _values(kind, token.text):
        _READERS.get(kind, _named_read)(draft, index, kind, value, start)
        start += len(value) + 1


def _values(kind: ChipKind, text: str) -> Iterator[str]:
    """`png,jpg` is two values; paths and alt texts may hold a comma."""
    return iter((text,) if kind in (ChipKind.PAGE, ChipKind.ALT) else text.split(","))


def _unknown_key(draft: Draft, index: int, token: Token) -> None:
    """Most likely a slip; a title with a colon in it looks the same, so the words are searched all the same."""
    close = get_close_matches(token.key, KEYS, n=1)
    suggestion = close[0] if close else ""
    hint = f"Did you mean {suggestion}:?" if close else f"There are {KEYS_TOLD}."
    sentence = f"There is no filter {token.key!r}. {hint} To search for these words, put them into quotes."
    position = token.start + token.is_excluded
    draft.problem("key_unknown", position, len(token.key), sentence, f"{suggestion}:" if close else "")
    draft.close(index, index)


def _named_read(draft: Draft, index: int, kind: ChipKind, value: str, start: int) -> None:
    names = VALUES[kind]
    name = names.get(value.lower().replace("_", " "))
    if name is None:
        _bad_value(draft, kind, value, start)
    elif kind == ChipKind.SORT and draft.tokens[index].is_excluded:
        draft.problem("not_excludable", start, len(value), "An order cannot be excluded.")
    else:
        draft.chip(kind, name, index, index, mode=_mode(draft, index))


def _bad_value(draft: Draft, kind: ChipKind, value: str, start: int) -> None:
    names = VALUES[kind]
    close = get_close_matches(value.lower()[:40], names, n=1)
    told = ", ".join(dict.fromkeys(names.values()))
    hint = f"Did you mean {close[0]!r}?" if close else f"It can be {told}."
    sentence = f"{value[:40]!r} is no {kind}. {hint}" if value else f"Write what {kind} it should be: {told}."
    draft.problem("value_unknown", start, len(value), sentence, close[0] if close else "")


def _measure_read(draft: Draft, index: int, kind: ChipKind, value: str, start: int) -> None:
    bounds = bounds_read(value)
    if bounds is None:
        draft.problem("number_invalid", start, len(value), f"{value[:40]!r} is no number here. {NUMBERS_TOLD}")
    elif bounds.is_empty:
        draft.problem("range_empty", start, len(value), "The first number is above the second, so nothing can match.")
    elif not draft.tokens[index].is_excluded:
        draft.chip(kind, operand_tidy(value), index, index)
    elif opposite := operand_opposite(operand_tidy(value)):
        draft.chip(kind, opposite, index, index)
    else:
        draft.problem("not_excludable", start, len(value), "Exclude numbers by a comparison, such as -w:>1000.")


def _size_read(draft: Draft, index: int, kind: ChipKind, value: str, start: int) -> None:
    """A class, a name for longest sides, `1920x1080`, or a comparison of the longest side."""
    width, _, height = value.lower().replace("×", "x").partition("x")
    if value.lower() in SIDE_NAMES:
        _measure_read(draft, index, ChipKind.SIDE, SIDE_NAMES[value.lower()], start)
    elif width.isdecimal() and height.isdecimal():
        _measure_read(draft, index, ChipKind.WIDTH, width, start)
        _measure_read(draft, index, ChipKind.HEIGHT, height, start + len(width) + 1)
    elif any(sign.isdecimal() for sign in value):
        _measure_read(draft, index, ChipKind.SIDE, value, start)
    else:
        _named_read(draft, index, kind, value, start)


def _page_read(draft: Draft, index: int, kind: ChipKind, value: str, start: int) -> None:
    _, is_address, rest = value.partition("://")
    path = f"/{rest.partition('/')[2]}" if is_address else value
    path = path.rstrip("*").rstrip("/") or "/"
    if any(sign.isspace() or sign in "*?" for sign in path):
        sentence = "A page is a path such as /blog (and all below it) or a part of one such as blog."
        draft.problem("value_unknown", start, len(value), sentence)
    else:
        draft.chip(kind, path.lower(), index, index, mode=_mode(draft, index))


def _host_read(draft: Draft, index: int, kind: ChipKind, value: str, start: int) -> None:
    if HOST_NAME.fullmatch(value) or value.lower().startswith("localhost"):
        draft.chip(kind, value.lower(), index, index, mode=_mode(draft, index))
    else:
        draft.problem("value_unknown", start, len(value), f"{value[:40]!r} is no host name, such as cdn.example.com.")


def _alt_read(draft: Draft, index: int, kind: ChipKind, value: str, _start: int) -> None:
    """Whether there is one; any other text must stand in the words."""
    name = ALT_NAMES.get(value.lower())
    is_excluded = draft.tokens[index].is_excluded
    if name is not None:
        draft.chip(kind, {"none": "any", "any": "none"}[name] if is_excluded else name, index, index)
    elif is_excluded:
        draft.chip(ChipKind.CONCEPT, value.lower(), index, index, mode=ChipMode.EXCLUDE)
    elif value:
        draft.is_kept[index] = True
        draft.chip(ChipKind.PHRASE, value, index, index)


def _role_read(draft: Draft, index: int, kind: ChipKind, value: str, start: int) -> None:
    """Roles that are known of each picture filter; the word of any other joins the subject, which finds them well."""
    _named_read(draft, index, kind, value, start)
    role = ROLE_NAMES.get(value.lower())
    draft.is_kept[index] = role is not None and role not in ROLES_KNOWN and not draft.tokens[index].is_excluded


def _mode(draft: Draft, index: int) -> ChipMode:
    return ChipMode.EXCLUDE if draft.tokens[index].is_excluded else ChipMode.MUST


_READERS: Final[Mapping[ChipKind, Callable[[Draft, int, ChipKind, str, int], None]]] = {
    **dict.fromkeys(MEASURES, _measure_read),
    ChipKind.SIZE: _size_read,
    ChipKind.PAGE: _page_read,
    ChipKind.HOST: _host_read,
    ChipKind.ALT: _alt_read,
    ChipKind.ROLE: _role_read,
}

"""Finds the pictures and imports of a style sheet with a tokenizer: a regular expression over `url(` can hang for minutes."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import tinycss2
from tinycss2.ast import AtRule, Declaration, FunctionBlock, Node, ParseError, QualifiedRule, StringToken, URLToken

IMAGE_SETS: Final = frozenset({"image-set", "-webkit-image-set"})
NOT_PICTURES: Final = frozenset({"src"})
"""`src` of `@font-face`."""
STYLE_MAX_CHARACTERS: Final = 2_000_000
"""A longer style sheet is cut: tokenizing costs about a second a megabyte."""
NESTING_MAX: Final = 12
REMEMBERED_MAX_CHARACTERS: Final = 50_000
_MAY_REFER: Final = re.compile(r"url\(|image-set\(|@import|\\", re.IGNORECASE)
"""A sheet without any of these names nothing; a backslash may write the rest."""


def style_images(text: str) -> list[str]:
    """References to pictures in the declarations of a `style` attribute."""
    if "(" not in text:
        return []
    return list(_of_declarations(tinycss2.parse_blocks_contents(text[:STYLE_MAX_CHARACTERS])))


def sheet_references(text: str) -> tuple[list[str], list[str]]:
    """References to pictures, and to imported sheets, of a style sheet."""
    if not _MAY_REFER.search(text):
        return [], []
    read = _sheet_read if len(text) <= REMEMBERED_MAX_CHARACTERS else _sheet_read.__wrapped__
    pictures, imports = read(text[:STYLE_MAX_CHARACTERS])
    return list(pictures), list(imports)


@lru_cache(maxsize=16)
def _sheet_read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remembered, because a site writes the same sheet into all of its pages."""
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return tuple(_of_rules(rules)), tuple(_imports(rules))


def _imports(rules: Iterable[Node]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, AtRule) and rule.lower_at_keyword == "import":
            yield from list(_urls(rule.prelude, strings=True))[:1]


def _of_rules(rules: Iterable[Node], nesting: int = 0) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            yield from _of_declarations(tinycss2.parse_blocks_contents(rule.content), nesting)
        elif (
            isinstance(rule, AtRule) and rule.content and rule.lower_at_keyword != "font-face" and nesting < NESTING_MAX
        ):
            yield from _of_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True), nesting + 1)


def _of_declarations(nodes: Iterable[Node], nesting: int = 0) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Declaration) and node.lower_name not in NOT_PICTURES:
            yield from _urls(node.value)
        elif isinstance(node, QualifiedRule | AtRule) and node.content and nesting < NESTING_MAX:
            yield from _of_declarations(tinycss2.parse_blocks_contents(node.content), nesting + 1)


def _urls(values: Iterable[Node], *, strings: bool = False, nesting: int = 0) -> Iterator[str]:
    """Addresses in `url()`, and in strings where those are addresses: in imports and image sets."""
    for value in values:
        if isinstance(value, ParseError) or nesting > NESTING_MAX:
            return
        if isinstance(value, URLToken) or (strings and isinstance(value, StringToken)):
            yield value.value
        elif isinstance(value, FunctionBlock):
            is_named = value.lower_name in IMAGE_SETS or value.lower_name == "url"
            yield from _urls(value.arguments, strings=is_named, nesting=nesting + 1)

"""Reads the main text of a page from its tree, in one bounded walk: what a visitor came for, without menus and footers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml import etree
from lxml.etree import _Element as HtmlElement

TEXT_MAX_CHARACTERS: Final = 20_000
"""Of the text that is kept."""
READ_MAX_CHARACTERS: Final = 200_000
STEPS_MAX: Final = 100_000
"""The walk ends at either: a longer page is known well enough by then."""
SILENT: Final = frozenset(
    ("script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object", "select", "textarea", "button",
     "canvas", "audio", "video", "map", "dialog")
)  # fmt: skip
ASIDE: Final = frozenset({"nav", "aside", "footer", "form", "menu"})
"""Parts of a page that speak of the site, not of its subject."""
LEFT_OUT: Final = SILENT | ASIDE
ASIDE_ROLES: Final = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert"}
)
BLOCKS: Final = frozenset(
    ("p", "div", "section", "article", "main", "header", "body", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th",
     "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "figure", "figcaption", "address", "details", "summary", "hr",
     "fieldset", "caption", "center")
)  # fmt: skip
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ASIDE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|sidebar|side-bar|footer|foot|breadcrumbs?|cookies?|consent|share|sharing|social|"
    r"pagination|pager|toc|related|skip(?:-?link)?|masthead|topbar|toolbar|advert(?:isement)?|ads?|promo|comments?|tags?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
NAME_MAX_CHARACTERS: Final = 200
LINKED_SHARE_MAX: Final = 0.5
"""A block with more of its letters in links is a menu, a list of links or a label."""
SENTENCE_MIN_CHARACTERS: Final = 150
"""Unless it is as long as this and no more than nine tenths are links: a paragraph with many references."""
LINKED_SHARE_OF_SENTENCE_MAX: Final = 0.9
ENOUGH_CHARACTERS: Final = 500
"""A `main` or `article` with as much text is taken at once."""
BODY_SHARE_MIN: Final = 0.25
"""With less of the body's text than this it is not the main part."""
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""A run of letters, or one sign of a script that writes without spaces."""

_MAIN_BY_ROLE: Final = etree.XPath("(//*[@role='main'])[1]")


@dataclass(slots=True)
class _Walk:
    """Blocks of text in document order, with what is needed to judge them."""

    blocks: list[str] = field(default_factory=list)
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    is_heading: bool = False

    def add(self, text: str | None, *, is_linked: bool) -> None:
        if not text:
            return
        self.pieces.append(text)
        if is_linked:
            self.linked += len(text)

    def end_block(self, *, is_heading: bool = False) -> None:
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            if text and (self.is_heading or not _is_menu(text, self.linked)):
                self.blocks.append(text)
                self.length += len(text)
            self.pieces.clear()
        self.linked = 0
        self.is_heading = is_heading


def main_text(root: HtmlElement) -> str:
    """The main text of a page, one block a line, headings included; empty for a page that is all menu.

    Reads at most `READ_MAX_CHARACTERS`, whatever the page's size and nesting; the tree is left as it is.
    """
    body = next(root.iter("body"), root)
    parts = [_text(part) for part in _main_parts(body)]
    if parts and len(parts[0]) >= ENOUGH_CHARACTERS:
        return parts[0]
    whole = _text(body)
    return next((text for text in parts if len(text) > BODY_SHARE_MIN * len(whole)), whole)


def text_kept(text: str) -> str:
    """As much of a text as is kept, cut between two words, without the NUL that PostgreSQL cannot hold."""
    clean = text.replace("\0", "")
    return clean if len(clean) <= TEXT_MAX_CHARACTERS else clean[:TEXT_MAX_CHARACTERS].rpartition(" ")[0]


def words_count(text: str) -> int:
    """Words of a text; in scripts without spaces every sign counts as one."""
    return len(text.split()) if text.isascii() else len(_WORD.findall(text))


def _main_parts(body: HtmlElement) -> Iterator[HtmlElement]:
    """Where the main text may stand, best first."""
    main = next(body.iter("main"), None)
    yield from [main] if main is not None else _MAIN_BY_ROLE(body)
    articles = list(islice(body.iter("article"), 2))
    if len(articles) == 1:  # several are a list of teasers
        yield articles[0]


def _text(top: HtmlElement) -> str:
    """One walk, which lxml makes: the nesting is the site's choice. As every element of a page passes here, little is called."""
    walk = _Walk()
    links_open = 0
    skipped: HtmlElement | None = None
    steps = etree.iterwalk(top, events=("start", "end", "comment", "pi"))
    for event, node in islice(steps, STEPS_MAX):
        tag = node.tag
        if event == "start":
            if node is not top and _is_aside(node):
                skipped = node
                steps.skip_subtree()
                continue
            links_open += tag == "a"
            if tag in BLOCKS:
                walk.end_block(is_heading=tag in HEADINGS)
            elif tag == "br":
                walk.pieces.append("\n")
            walk.add(node.text, is_linked=links_open > 0)
            continue
        if skipped is None and event == "end":
            links_open -= tag == "a"
            if tag in BLOCKS:
                walk.end_block()
        skipped = None
        if node is not top:
            walk.add(node.tail, is_linked=links_open > 0)
        if walk.length > READ_MAX_CHARACTERS:
            break
    walk.end_block()
    return "\n".join(walk.blocks)


def _is_aside(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in LEFT_OUT:
        return True
    said = element.keys()
    if not said:
        return False
    if "hidden" in said or element.get("role") in ASIDE_ROLES or element.get("aria-hidden") == "true":
        return True
    if tag not in BLOCKS or tag == "body":
        return False
    name = f"{element.get('class', '')[:NAME_MAX_CHARACTERS]} {element.get('id', '')[:NAME_MAX_CHARACTERS]}"
    return name != " " and _is_named_aside(name)


@lru_cache(maxsize=1024)
def _is_named_aside(name: str) -> bool:
    """A site uses the same few names on all of its pages."""
    return _ASIDE_NAME.search(name) is not None


def _is_menu(text: str, linked_characters: int) -> bool:
    share = linked_characters / len(text)
    return share > (LINKED_SHARE_MAX if len(text) < SENTENCE_MIN_CHARACTERS else LINKED_SHARE_OF_SENTENCE_MAX)

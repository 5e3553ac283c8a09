"""Finds the words that belong to a picture: from its element, its figure, its link, its heading, its surroundings."""

from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree
from lxml.etree import _Element as HtmlElement

ALT_MAX_CHARACTERS: Final = 500
CONTEXT_MAX_CHARACTERS: Final = 400
AROUND_ENOUGH_CHARACTERS: Final = 24
"""Text this long around a picture says something; a shorter one is looked for further out."""
AROUND_LEVELS: Final = 4
AROUND_IMAGES_MAX: Final = 3
"""An ancestor with more pictures than this does not speak of one of them."""
NODES_MAX: Final = 200
"""Nodes looked at for one text: a hostile page must not make every picture read the whole page."""
SILENT: Final = frozenset({"script", "style", "template", "noscript", "svg", "head"})
UNSHOWN: Final = frozenset({"script", "style", "noscript"})
SHOWN_MAX: Final = 20_000
"""Elements by whose words pages are compared."""
WHOLE: Final = frozenset({"body", "html", "main"})
_POINTING: Final = etree.XPath("//*[@aria-labelledby or @aria-describedby]")


def tidy(text: str | None, limit: int = ALT_MAX_CHARACTERS) -> str:
    """Text on one line, cut to a length, without the NUL that PostgreSQL cannot hold."""
    if not text:
        return ""
    return " ".join(text[: limit * 4].replace("\0", "").split())[:limit]


def text_of(element: HtmlElement, limit: int = CONTEXT_MAX_CHARACTERS) -> str:
    """The text of an element, without scripts and styles, cut."""
    pieces: list[str] = []
    length = 0
    for node in islice(element.iter(), NODES_MAX):
        if node.tag not in SILENT and isinstance(node.tag, str) and node.text:
            pieces.append(node.text)
            length += len(node.text)
        if node is not element and node.tail:
            pieces.append(node.tail)
            length += len(node.tail)
        if length > limit * 2:
            break
    return tidy(" ".join(pieces), limit)


def words_shown(root: HtmlElement) -> str:
    """All words of a body, tag by tag: not in reading order, but equal for pages that show the same."""
    body = next(root.iter("body"), None)
    if body is None:
        return ""
    words = [body.text or ""]
    for element in islice(body.iterdescendants(), SHOWN_MAX):
        if element.text and element.tag not in UNSHOWN:
            words.append(element.text)
        if element.tail:
            words.append(element.tail)
    return " ".join(" ".join(words).split())


@dataclass(slots=True)
class Surroundings:
    """Reads surroundings of many pictures of one page; what was read once is not read again."""

    page_title: str = ""
    heading: str = ""
    _around: dict[HtmlElement, str] = field(default_factory=dict)
    _described_by: dict[str, str] | None = None

    def context(self, element: HtmlElement) -> str:
        """Label, link text, nearest heading and surrounding text of a picture, best first."""
        label = tidy(element.get("aria-label")) or self._described(element)
        link = next(element.iterancestors("a"), None)
        link_title = tidy(link.get("title") or link.get("aria-label")) if link is not None else ""
        parts = (label, link_title, self._text_around(element), self.heading or self.page_title)
        return tidy(". ".join(dict.fromkeys(part for part in parts if part)), CONTEXT_MAX_CHARACTERS)

    def _described(self, element: HtmlElement) -> str:
        """The text that `aria-labelledby` or `aria-describedby` points to."""
        ids = _pointed(element)
        if not ids:
            return ""
        if self._described_by is None:
            self._described_by = _texts_that_describe(element.getroottree().getroot())
        return self._described_by.get(ids[0], "")

    def _text_around(self, element: HtmlElement) -> str:
        for ancestor in islice(element.iterancestors(), AROUND_LEVELS):
            if ancestor.tag in WHOLE:
                break
            if ancestor not in self._around:
                self._around[ancestor] = _text_if_about_one(ancestor)
            if len(self._around[ancestor]) >= AROUND_ENOUGH_CHARACTERS:
                return self._around[ancestor]
        return tidy(element.tail)


def _texts_that_describe(root: HtmlElement) -> dict[str, str]:
    """The texts of elements that others point to, by id; the first of several with one id counts."""
    wanted: set[str] = set()
    for pointing in _POINTING(root):
        wanted |= {*_pointed(pointing)[:1]}
    texts: dict[str, str] = {}
    for target in root.iterfind(".//*[@id]"):
        if (name := target.get("id")) in wanted and name not in texts:
            texts[name] = text_of(target)
    return texts


def _pointed(element: HtmlElement) -> list[str]:
    return (element.get("aria-labelledby") or element.get("aria-describedby") or "").split()


def caption_of(element: HtmlElement) -> str:
    """The caption of the figure, or of the table, that a picture stands in."""
    figure = next(element.iterancestors("figure"), None)
    if figure is None:
        return ""
    caption = next(figure.iterdescendants("figcaption"), None)
    return text_of(caption) if caption is not None else ""


def _text_if_about_one(element: HtmlElement) -> str:
    nodes = list(islice(element.iter(), NODES_MAX))
    images = sum(node.tag == "img" for node in nodes)
    return "" if len(nodes) == NODES_MAX or images > AROUND_IMAGES_MAX else text_of(element)

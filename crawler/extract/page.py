"""Reads a page: bytes in, its title, links, pictures with their words, and style sheets out."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser
from w3lib.encoding import html_to_unicode

from crawler.extract.directives import Directives, directives
from crawler.extract.languages import language_of
from crawler.extract.main_text import main_text, text_kept, words_count
from crawler.extract.routes import Reference, any_references, has_image_extension, tag_references
from crawler.extract.structured import json_ld_images
from crawler.extract.texts import Surroundings, caption_of, text_of, tidy
from imagesearch.core.urls import url_join
from imagesearch.crawls.found import FoundImage, FoundText

IMAGES_MAX: Final = 20_000
LINKS_MAX: Final = 20_000
"""A page that has more of either is an attack or a list of another kind."""
TITLE_MAX_CHARACTERS: Final = 500
DESCRIPTIONS: Final = ("description", "og:description", "twitter:description")
"""Names of `meta` elements that say what a page is about, best first."""
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LINK_RELS: Final = frozenset(
    ("next", "prev", "previous", "start", "contents", "index", "chapter", "section", "up", "first", "last", "help",
     "alternate", "canonical")
)  # fmt: skip
TAGS: Final = (
    "a", "area", "img", "source", "video", "input", "object", "embed", "image", "link", "meta", "style", "script",
    "iframe", "frame", "base", "title", *sorted(HEADINGS),
)  # fmt: skip
_ANY_ATTRIBUTES: Final = etree.XPath("//*[@style or @background or @itemprop or @*[starts-with(name(), 'data-')]]")
_REFRESH: Final = re.compile(r"[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"]*)", re.IGNORECASE)
INLINE: Final = frozenset({"data", "about", "blob", "javascript"})


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page gives to a crawl; every address absolute and canonical."""

    title: str = ""
    links: tuple[str, ...] = ()
    images: tuple[FoundImage, ...] = ()
    sheets: tuple[str, ...] = ()
    directives: Directives = field(default_factory=Directives)
    text: FoundText | None = None
    """None for a page that asks not to be indexed, or that has no words."""


def page_read(body: bytes, url: str, *, content_type: str = "", robots_headers: Iterable[str] = ()) -> PageContent:
    """Read an HTML page.

    Args:
        body: as served, in whatever encoding.
        url: its own address, the base of its references.
        content_type: the header, which may name the encoding.
        robots_headers: values of `X-Robots-Tag`.

    Returns:
        Links and pictures in document order, each once; nothing for a body without a single element. Pictures of a page
        that asks not to be indexed carry the skip reason `noindex`.
    """
    root = _parsed(body, content_type)
    return PageContent() if root is None else _Reader(root, url).read(list(robots_headers))


def _parsed(body: bytes, content_type: str) -> HtmlElement | None:
    _, text = html_to_unicode(content_type, body, default_encoding="utf-8")
    data = text.replace("\0", "").encode("utf-8", "replace").strip()
    if not data:
        return None
    # huge_tree: without it the parser stops at 2,048 levels and silently drops what lies below.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


class _Reader:
    """One walk over one page."""

    def __init__(self, root: HtmlElement, url: str) -> None:
        self.root = root
        self.base = next((joined for b in root.iter("base") if (joined := url_join(url, b.get("href", "")))), url)
        self.url = url
        self.words = Surroundings()
        self.title = ""
        self.links: dict[str, None] = {}
        self.sheets: dict[str, None] = {}
        self.robots: list[str] = []
        self.descriptions: dict[str, str] = {}
        self.images: dict[tuple[str, str], FoundImage] = {}

    def read(self, robots_headers: list[str]) -> PageContent:
        for element in self.root.iter(*TAGS):
            self._element(element)
        self.words.heading = ""  # the walk has passed the last one
        for element in _ANY_ATTRIBUTES(self.root):
            self._found(element, any_references(element))
        rules = directives([*robots_headers, *self.robots])
        return PageContent(
            title=self.title,
            links=tuple(islice(self.links, LINKS_MAX)) if rules.may_follow else (),
            images=self._images(rules),
            sheets=tuple(self.sheets),
            directives=rules,
            text=self._text() if rules.may_index else None,
        )

    def _text(self) -> FoundText | None:
        text = main_text(self.root)
        description = next((self.descriptions[name] for name in DESCRIPTIONS if name in self.descriptions), "")
        if not text and not description:
            return None
        return FoundText(
            text=text_kept(text),
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            word_count=words_count(text),
            language=language_of(self.root.get("lang") or self.root.get("xml:lang"), text or description),
            description=description,
        )

    def _images(self, rules: Directives) -> tuple[FoundImage, ...]:
        found = tuple(self.images.values())
        return found if rules.may_index else tuple(replace(image, skip_reason="noindex") for image in found)

    def _element(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in HEADINGS:
            self.words.heading = text_of(element, 200)
        elif tag == "title" and not self.title:
            self.title = self.words.page_title = tidy(element.text, TITLE_MAX_CHARACTERS)
        elif tag == "script":
            self._script(element)
        else:
            self._found(element, tag_references(element))
            self._follow(element)

    def _follow(self, element: HtmlElement) -> None:
        if element.tag in ("a", "area", "iframe", "frame"):
            self._link(element.get("src" if element.tag in ("iframe", "frame") else "href"))
        elif element.tag == "link":
            self._linked(element)
        elif element.tag == "meta":
            self._meta(element)

    def _linked(self, element: HtmlElement) -> None:
        rels = set(element.get("rel", "").lower().split())
        if "stylesheet" in rels:
            if joined := url_join(self.base, element.get("href", "")):
                self.sheets.setdefault(joined)
        elif rels & LINK_RELS and element.get("type", "text/html") in ("text/html", "application/xhtml+xml"):
            self._link(element.get("href"))

    def _meta(self, element: HtmlElement) -> None:
        content = element.get("content", "")
        if element.get("http-equiv", "").lower() == "refresh" and (match := _REFRESH.match(content[:5000])):
            self._link(match.group(1))
        elif element.get("name", "").lower() in ("robots", "imagesearch-crawler"):
            self.robots.append(content)
        elif (name := (element.get("name") or element.get("property") or "").lower()) in DESCRIPTIONS:
            self.descriptions.setdefault(name, tidy(content))

    def _link(self, reference: str | None) -> None:
        if (
            reference
            and not reference.startswith("#")
            and not has_image_extension(reference)
            and (joined := url_join(self.base, reference))
        ):
            self.links.setdefault(joined)

    def _script(self, element: HtmlElement) -> None:
        if element.get("type", "").lower() == "application/ld+json":
            self._found(element, (("json-ld", url) for url in json_ld_images(element.text or "")))

    def _found(self, element: HtmlElement, references: Iterator[Reference]) -> None:
        words: FoundImage | None = None
        for route, reference in references:
            url = picture_address(self.base, reference)
            if url is None or len(self.images) >= IMAGES_MAX:
                continue
            words = words or self._worded(element)
            known = self.images.get((url, route))
            if known is None or (words.alt and not known.alt):
                position = known.position if known else len(self.images)
                self.images[url, route] = replace(words, url=url, route=route, position=position)

    def _worded(self, element: HtmlElement) -> FoundImage:
        """The words of an element, to be completed with address and route."""
        if element.tag in ("meta", "link", "style", "script"):
            return FoundImage(url="", route="", context=self.title)
        spoken = _speaking(element)
        alt = spoken.get("alt")
        return FoundImage(
            url="",
            route="",
            alt=tidy(alt),
            has_alt=alt is not None,
            title=tidy(spoken.get("title")),
            caption=caption_of(element),
            context=self.words.context(spoken),
        )


def picture_address(base: str, reference: str) -> str | None:
    """Where a picture lies: an http(s) address, or the `data:` address itself; None for nothing or the page's own address."""
    text = reference.strip()
    if text[:11].lower().startswith("data:image/"):
        return text
    if not text or text.startswith("#") or text.partition(":")[0].lower() in INLINE:
        return None
    joined = url_join(base, text)
    return None if joined == base else joined


def _speaking(element: HtmlElement) -> HtmlElement:
    """The element whose attributes speak for a picture: the `img` of a `picture`, or the only one in a link."""
    parent = element.getparent()
    if element.tag == "source" and parent is not None:
        return next(parent.iterdescendants("img"), element)
    if element.tag in ("a", "area"):
        return next(element.iterdescendants("img"), element)
    return element

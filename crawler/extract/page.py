"""Reads a page: bytes in, its title, links, pictures with their words, and style sheets out."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from lxml.etree import _Element as HtmlElement

from crawler.extract.directives import OBEDIENT, Directives, Policy, directives
from crawler.extract.endings import has_image_extension
from crawler.extract.languages import language_of
from crawler.extract.main_text import main_text, text_kept, words_count
from crawler.extract.page_data import data_images
from crawler.extract.parsing import page_parsed
from crawler.extract.references import Reference
from crawler.extract.roles import role_seen
from crawler.extract.routes import any_references, elements_with_data, tag_references
from crawler.extract.structured import json_ld_images
from crawler.extract.styles import sheet_references
from crawler.extract.texts import CONTEXT_MAX_CHARACTERS, Surroundings, caption_of, text_of, tidy, words_shown
from crawler.extract.variants import Alternatives
from crawler.extract.vectors import (
    VECTORS_MAX,
    Shapes,
    vector_address,
    vector_document,
    vector_short_address,
    vector_words,
)
from imagesearch import env
from imagesearch.core.roles import Role
from imagesearch.core.urls import url_host, url_join
from imagesearch.crawls.found import FoundImage, FoundText
from imagesearch.pictures.vectors import vector_size

SCRIPTS_MAX: Final = 500
"""Scripts with data in them that are read."""
STYLES_MAX_CHARACTERS: Final = 2_000_000
"""Of all style elements together: tokenizing costs about a second a megabyte."""
IMAGES_MAX: Final = 20_000
LINKS_MAX: Final = 20_000
"""A page that has more of either is an attack or a list of another kind."""
TITLE_MAX_CHARACTERS: Final = 500
DESCRIPTIONS: Final = ("description", "og:description", "twitter:description")
"""Names of `meta` elements that say what a page is about, best first."""
ANCHORS: Final = frozenset({"a", "area"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LINK_RELS: Final = frozenset(
    ("next", "prev", "previous", "start", "contents", "index", "chapter", "section", "up", "first", "last", "help",
     "alternate", "canonical")
)  # fmt: skip
TAGS: Final = (
    "a", "area", "img", "source", "video", "input", "object", "embed", "image", "link", "meta", "style", "script",
    "iframe", "frame", "base", "title", "svg", "use", "feimage", "amp-img", "amp-anim", "amp-video", "svg:image",
    *sorted(HEADINGS),
)  # fmt: skip
READABLE_TYPES: Final = frozenset(
    ("", "image/jpeg", "image/jpg", "image/png", "image/apng", "image/gif", "image/webp", "image/avif", "image/bmp",
     "image/svg+xml", "image/tiff", "image/x-icon", "image/vnd.microsoft.icon")
)  # fmt: skip
"""Of a `source`: formats that are decoded here."""
FRAMES_DEEP_MAX: Final = 2
"""Pages written into pages by `srcdoc`."""
FEEDS: Final = frozenset({"application/rss+xml", "application/atom+xml"})
ELEMENTS_HELD_MAX: Final = 20_000
"""Elements whose Python side is kept while a page is read: several walks pass them, and each would make it anew."""
_REFRESH: Final = re.compile(r"[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*['\"]?([^'\"]*)", re.IGNORECASE)
INLINE: Final = frozenset({"data", "about", "blob", "javascript"})


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page gives to a crawl; every address absolute and canonical."""

    title: str = ""
    links: tuple[str, ...] = ()
    images: tuple[FoundImage, ...] = ()
    sheets: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    directives: Directives = field(default_factory=Directives)
    text: FoundText | None = None
    """None for a page that asks not to be indexed, or that has no words."""
    content_key: bytes = b""
    """Equal for pages that show the same words and pictures under whatever links; empty for a page that shows neither."""


def page_read(
    body: bytes,
    url: str,
    *,
    content_type: str = "",
    robots_headers: Iterable[str] = (),
    policy: Policy = OBEDIENT,
    head: Iterable[HtmlElement] = (),
) -> PageContent:
    """Read an HTML page.

    Args:
        body: as served, in whatever encoding.
        url: its own address, the base of its references.
        content_type: the header, which may name the encoding.
        robots_headers: values of `X-Robots-Tag`.
        policy: which wishes of the page hold.
        head: elements that its headers stand for.

    Returns:
        Links and pictures in document order, each once; nothing for a body without a single element. Pictures of a page
        that asks not to be indexed carry its wish as their skip reason.
    """
    root = page_parsed(body, content_type)
    return PageContent() if root is None else _Reader(root, url, policy).read(list(robots_headers), head)


class _Reader:
    """One walk over one page."""

    def __init__(self, root: HtmlElement, url: str, policy: Policy, nesting: int = 0) -> None:
        self.policy = policy
        self.root = root
        self.held = list(islice(root.iter(), ELEMENTS_HELD_MAX))
        self.base = next((joined for b in root.iter("base") if (joined := url_join(url, b.get("href", "")))), url)
        self.url = url
        self.words = Surroundings()
        self.title = ""
        self.links: dict[str, None] = {}
        self.sheets: dict[str, None] = {}
        self.manifests: dict[str, None] = {}
        self.feeds: dict[str, None] = {}
        self.robots: list[str] = []
        self.descriptions: dict[str, str] = {}
        self.images: dict[tuple[str, str], FoundImage] = {}
        self.alternatives = Alternatives()
        self.shapes = Shapes(root)
        self.vectors = self.scripts = 0
        self.styles_left = STYLES_MAX_CHARACTERS
        self.nesting = nesting

    def read(self, robots_headers: list[str], head: Iterable[HtmlElement] = ()) -> PageContent:
        for element in head:
            self._element(element)
        for element in self.root.iter(*TAGS):
            self._element(element)
        self.words.heading = ""  # the walk has passed the last one
        for element in elements_with_data(self.root):
            self._found(element, any_references(element))
        rules = directives([*robots_headers, *self.robots], self.policy)
        return PageContent(
            title=self.title,
            links=tuple(islice(self.links, LINKS_MAX)) if rules.may_follow else (),
            images=self._images(rules),
            sheets=tuple(self.sheets),
            manifests=tuple(self.manifests),
            feeds=tuple(self.feeds),
            directives=rules,
            text=self._text() if rules.may_read and not self.nesting else None,
            content_key=self._content_key(),
        )

    def _content_key(self) -> bytes:
        words = words_shown(self.root)
        pictures = sorted({url.partition("?")[0] for url, _ in self.images})
        if not words and not pictures:
            return b""
        shown = "\n".join((self.title, words, *pictures))
        return hashlib.blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=16).digest()

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
        """What was found, each with the reason why it is not to be fetched, if there is one."""
        variants = self.alternatives.variants()
        found = []
        for image in self.images.values():
            variant = variants.get(image.url)
            if not rules.may_index:
                found.append(replace(image, skip_reason=rules.reason))
            elif image.role == Role.TRACKING and (
                image.role_rule == "tracker_address" or not _is_of(self.url, image.url)
            ):
                found.append(replace(image, skip_reason="tracking_pixel"))
            elif variant:
                found.append(replace(image, skip_reason="variant", variant_of=variant.of, variant_rank=variant.rank))
            else:
                found.append(image)
        return tuple(found)

    def _element(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in HEADINGS:
            self.words.heading = text_of(element, 200)
        elif tag == "title" and not self.title:
            self.title = self.words.page_title = tidy(element.text, TITLE_MAX_CHARACTERS)
        elif tag == "script":
            self._script(element)
        elif tag == "style":
            self._style(element)
        elif tag == "svg":
            self._vector(element)
        elif tag in ANCHORS:
            self._anchor(element)
        else:
            self._found(element, tag_references(element))
            self._follow(element)

    def _follow(self, element: HtmlElement) -> None:
        if element.tag in ("iframe", "frame"):
            self._frame(element)
        elif element.tag == "link":
            self._linked(element)
        elif element.tag == "meta":
            self._meta(element)

    def _anchor(self, element: HtmlElement) -> None:
        """Most elements of most pages; an address that ends like a picture is one, and no page."""
        reference = element.get("href")
        if not reference:
            return
        is_picture = has_image_extension(reference)
        if is_picture or element.get("type", "").startswith("image/"):
            self._found(element, (Reference("a-href", reference),))
        if not is_picture:
            self._link_to(reference)

    def _frame(self, element: HtmlElement) -> None:
        """A page in the page: by its address, perhaps one that a script would set later, or written out."""
        self._link(element.get("src") or element.get("data-src") or element.get("data-lazy-src"))
        written = element.get("srcdoc", "").strip()
        root = page_parsed(written.encode("utf-8", "replace"), "text/html; charset=utf-8") if written else None
        if root is None or self.nesting >= FRAMES_DEEP_MAX:
            return
        inner = _Reader(root, self.base, self.policy, self.nesting + 1).read([])
        self.links.update(dict.fromkeys(inner.links))
        self.sheets.update(dict.fromkeys(inner.sheets))
        for image in inner.images:
            self.alternatives.add_alone(image.url)
            self._add(image)

    def _style(self, element: HtmlElement) -> None:
        pictures, imports = sheet_references((element.text or "")[: self.styles_left])
        self.styles_left = max(0, self.styles_left - len(element.text or ""))
        self._found(element, (Reference("style", url) for url in pictures))
        self._sheets(imports)

    def _sheets(self, references: Iterable[str]) -> None:
        self.sheets.update(dict.fromkeys(joined for url in references if (joined := url_join(self.base, url))))

    def _linked(self, element: HtmlElement) -> None:
        rels = set(element.get("rel", "").lower().split())
        joined = url_join(self.base, element.get("href", ""))
        kind = element.get("type", "").partition(";")[0].strip().lower()
        # A sheet that is only loaded ahead becomes one by a script, as a rule.
        if joined and ("stylesheet" in rels or ("preload" in rels and element.get("as") == "style")):
            self.sheets.setdefault(joined)
        elif joined and "manifest" in rels:
            self.manifests.setdefault(joined)
        elif joined and "alternate" in rels and kind in FEEDS:
            self.feeds.setdefault(joined)
        elif rels & LINK_RELS and element.get("type", "text/html") in ("text/html", "application/xhtml+xml"):
            self._link(element.get("href"))

    def _meta(self, element: HtmlElement) -> None:
        content = element.get("content", "")
        if element.get("http-equiv", "").lower() == "refresh" and (match := _REFRESH.match(content[:5000])):
            self._link(match.group(1))
        elif self.policy.is_meant(element.get("name", "")):
            self.robots.append(content)
        elif (name := (element.get("name") or element.get("property") or "").lower()) in DESCRIPTIONS:
            self.descriptions.setdefault(name, tidy(content))

    def _link(self, reference: str | None) -> None:
        if reference and not has_image_extension(reference):
            self._link_to(reference)

    def _link_to(self, reference: str) -> None:
        if not reference.startswith("#") and (joined := url_join(self.base, reference)):
            self.links.setdefault(joined)

    def _script(self, element: HtmlElement) -> None:
        kind, text = element.get("type", "").strip().lower(), element.text or ""
        if not text or self.scripts >= SCRIPTS_MAX:
            return
        if kind == "application/ld+json":
            self.scripts += 1
            self._found(element, (Reference("json-ld", url) for url in json_ld_images(text)))
        elif images := data_images(kind, text):
            self.scripts += 1
            self._found(element, (Reference("page-data", url) for url in images))

    def _vector(self, element: HtmlElement) -> None:
        """A graphic of its own, unless it is part of another; one too small to be indexed is noted, not kept."""
        if self.vectors >= VECTORS_MAX or next(element.iterancestors("svg"), None) is not None:
            return
        document = vector_document(element, self.shapes)
        if not document:
            return
        self.vectors += 1
        size = vector_size(element.get("width"), element.get("height"), element.get("viewbox"))
        is_small = min(size) < env.IMAGE_MIN_SIDE_PX
        url = vector_short_address(document) if is_small else vector_address(document)
        words = self._worded(element)
        role, rule = role_seen(element, "svg-inline", url)
        words["title"] = tidy(vector_words(element, "title")) or words["title"]
        described = f"{tidy(vector_words(element, 'desc'))}. {words['context']}".strip(". ")
        words["context"] = tidy(described, CONTEXT_MAX_CHARACTERS)
        reason = "too_small" if is_small else ""
        self._add(FoundImage(url, "svg-inline", role=role, role_rule=rule, skip_reason=reason, **words))

    def _found(self, element: HtmlElement, references: Iterable[Reference]) -> None:
        words: dict[str, Any] | None = None
        for reference in references:
            url = picture_address(self.base, reference.address)
            if url is None or len(self.images) >= IMAGES_MAX:
                continue
            self._compare(element, reference, url)
            role, rule = role_seen(_speaking(element) if element.tag == "source" else element, reference.route, url)
            words = words or self._worded(element)
            position = len(self.images)
            self._add(FoundImage(url, reference.route, position=position, role=role, role_rule=rule, **words))

    def _add(self, image: FoundImage) -> None:
        known = self.images.get((image.url, image.route))
        if len(self.images) < IMAGES_MAX and (known is None or (image.alt and not known.alt)):
            position = known.position if known else len(self.images)
            is_placed = image.position == position
            self.images[image.url, image.route] = image if is_placed else replace(image, position=position)

    def _compare(self, element: HtmlElement, reference: Reference, url: str) -> None:
        """Alternatives for one picture are those of an element, and of the sources around it that every window may choose."""
        if not reference.group or url.startswith("data:"):
            return self.alternatives.add_alone(url)
        owner = next(element.iterancestors("picture"), element) if element.tag in ("source", "img") else element
        # A source with a media query may show another crop: it is a picture of its own.
        media = element.get("media", "").strip().lower() if element.tag == "source" else ""
        return self.alternatives.add(
            (owner, reference.group, media),
            url,
            width_px=reference.width_px,
            is_readable=element.tag != "source" or element.get("type", "").strip().lower() in READABLE_TYPES,
            is_fallback=element.tag != "source",
        )

    def _worded(self, element: HtmlElement) -> dict[str, Any]:
        """The words of an element, for the picture that is made of it."""
        if element.tag in ("meta", "link", "style", "script"):
            return {"context": self.title}
        spoken = _speaking(element)
        alt = spoken.get("alt")
        return {
            "alt": tidy(alt),
            "has_alt": alt is not None,
            "title": tidy(spoken.get("title")),
            "caption": caption_of(element),
            "context": self.words.context(spoken),
        }


def picture_address(base: str, reference: str) -> str | None:
    """Where a picture lies: an http(s) address, or the `data:` address itself; None for nothing or the page's own address."""
    text = reference.strip()
    if text[:11].lower().startswith("data:image/"):
        return text
    if not text or text.startswith("#") or text.partition(":")[0].lower() in INLINE:
        return None
    joined = url_join(base, text)
    return None if joined == base else joined


def _is_of(page_url: str, url: str) -> bool:
    """Whether a picture lies on the host of its page."""
    return url.startswith("data:") or url_host(url) == url_host(page_url)


def _speaking(element: HtmlElement) -> HtmlElement:
    """The element whose attributes speak for a picture: the `img` of a `picture`, or the only one in a link."""
    parent = element.getparent()
    if element.tag == "source" and parent is not None:
        return next(parent.iterdescendants("img"), element)
    if element.tag in ("a", "area"):
        return next(element.iterdescendants("img"), element)
    return element

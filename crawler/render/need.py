"""Tells from a page's plain HTML whether a browser would show more, by signs that cost next to nothing."""

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from crawler.extract.routes import any_references, tag_references
from crawler.extract.texts import text_of

LINKS_FEW: Final = 5
IMAGES_FEW: Final = 3
TEXT_FEW_CHARACTERS: Final = 400
ROOT_TEXT_CHARACTERS: Final = 40
"""Room for "Loading …" in a container that is empty otherwise."""
IMAGES_EMPTY_MIN: Final = 3
IMAGES_EMPTY_SHARE: Final = 0.25
BODY_MAX_BYTES: Final = 3_000_000
"""A page this large has its content in it."""
ROOT_IDS: Final = frozenset(
    [
        "root",
        "app",
        "__next",
        "__nuxt",
        "___gatsby",
        "svelte",
        "q-app",
        "react-root",
        "app-root",
        "application",
        "mount",
        "main-app",
        "vue-app",
    ]
)
_ROOT_MARK: Final = re.compile(
    rb"<app-root|\bid\s*=\s*[\"']?(?:" + "|".join(sorted(ROOT_IDS)).encode() + rb")[\"'\s>]", re.IGNORECASE
)
_ASKS: Final = re.compile(
    r"(?:enable|requires?|needs?|turn on|activate|without)\b.{0,40}\bjava ?script", re.IGNORECASE | re.DOTALL
)
_IMAGE: Final = re.compile(rb"<img\b", re.IGNORECASE)
_SCRIPT: Final = re.compile(rb"<script\b", re.IGNORECASE)


def browser_need(body: bytes, *, links: int, images: int) -> str:
    """Why a page should be read with a browser; empty if its HTML holds what there is.

    Args:
        body: the page as served.
        links: how many links it gave.
        images: how many pictures with an address of their own it gave.

    Returns:
        empty_shell, empty_root, asks_for_scripts or empty_images.
    """
    if len(body) > BODY_MAX_BYTES or not _SCRIPT.search(body):
        return ""
    is_bare = links < LINKS_FEW and images < IMAGES_FEW
    tags_without = len(_IMAGE.findall(body)) - images
    if not is_bare and tags_without < IMAGES_EMPTY_MIN and not _ROOT_MARK.search(body):
        return ""
    root = etree.fromstring(body, HTMLParser(huge_tree=True, remove_comments=True)) if body.strip() else None
    return "" if root is None else _sign(root, is_bare=is_bare)


def _sign(root: HtmlElement, *, is_bare: bool) -> str:
    if any(_is_empty(element) for element in _containers(root)):
        return "empty_root"
    if _images_are_empty(root):
        return "empty_images"
    if not is_bare:
        return ""
    if any(_ASKS.search(element.text_content()[:500]) for element in root.iter("noscript")):
        return "asks_for_scripts"
    body = root.find("body")
    has_little = body is None or len(text_of(body, TEXT_FEW_CHARACTERS)) < TEXT_FEW_CHARACTERS
    return "empty_shell" if has_little and _does_work(root) else ""


def _containers(root: HtmlElement) -> list[HtmlElement]:
    """What frameworks draw their pages into."""
    return [element for element in root.iter("div", "main", "section", "app-root") if _is_container(element)]


def _is_container(element: HtmlElement) -> bool:
    return element.tag == "app-root" or element.get("id", "").lower() in ROOT_IDS


def _is_empty(element: HtmlElement) -> bool:
    """Nothing but a spinner or a word of patience."""
    return next(element.iter("a", "img", "h1", "p"), None) is None and len(text_of(element)) < ROOT_TEXT_CHARACTERS


def _images_are_empty(root: HtmlElement) -> bool:
    """Many pictures have no address in any attribute that we know: a script will bring it."""
    images = list(root.iter("img"))
    empty = sum(not _has_address(image) for image in images)
    return empty >= max(IMAGES_EMPTY_MIN, IMAGES_EMPTY_SHARE * len(images))


def _has_address(image: HtmlElement) -> bool:
    references = (*tag_references(image), *any_references(image))
    return any(found.address and not found.address.startswith("data:") for found in references)


def _does_work(root: HtmlElement) -> bool:
    """Scripts that may draw something: files, or more than a few lines."""
    return any(script.get("src") or len(script.text or "") > 500 for script in root.iter("script"))

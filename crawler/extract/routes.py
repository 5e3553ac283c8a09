"""The ways in which an element refers to pictures: a table from tag to reader, and attributes that any element may have."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lxml.html import HtmlElement

from crawler.extract.srcset import srcset_candidates
from crawler.extract.styles import sheet_references, style_images

Reference = tuple[str, str]
"""Route and the reference as written."""

IMAGE_EXTENSION: Final = re.compile(
    r"\.(?:jpe?g|jfif|pjpeg|png|apng|gif|webp|avif|bmp|ico|tiff?|svgz?)\Z", re.IGNORECASE
)
OPEN_GRAPH: Final = frozenset({"og:image", "og:image:url", "og:image:secure_url"})
META_NAMES: Final = frozenset({"twitter:image", "twitter:image:src", "msapplication-tileimage", "thumbnail"})
ICON_RELS: Final = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "fluid-icon"})
ITEM_PROPERTIES: Final = frozenset(
    {"image", "thumbnail", "thumbnailurl", "logo", "photo", "contenturl", "primaryimageofpage"}
)
DATA_WORDS: Final = frozenset(
    (
        "src",
        "srcset",
        "lazy",
        "original",
        "bg",
        "background",
        "image",
        "img",
        "poster",
        "thumb",
        "thumbnail",
        "zoom",
        "hires",
        "full",
        "large",
        "retina",
        "hidpi",
        "photo",
        "picture",
        "file",
        "preview",
        "cover",
    )
)
"""Words in the name of a data attribute that make its value likely to be a picture."""
DATA_MAX_CHARACTERS: Final = 20_000
_NOT_AN_ADDRESS: Final = re.compile(r"[\s{}<>\"]")


def has_image_extension(reference: str) -> bool:
    """Whether the path of a reference ends like a picture; a hint only, bytes decide."""
    path = reference.partition("#")[0].partition("?")[0]
    return IMAGE_EXTENSION.search(path[-8:]) is not None


def tag_references(element: HtmlElement) -> Iterator[Reference]:
    """References by the attributes that belong to the element's tag."""
    reader = READERS.get(element.tag)
    return reader(element) if reader else iter(())


def any_references(element: HtmlElement) -> Iterator[Reference]:
    """References by attributes that any element may have: inline styles, lazy-loading data, item properties."""
    for name, value in element.attrib.items():
        if name == "style":
            yield from (("style", url) for url in style_images(value))
        elif name.startswith("data-"):
            yield from _data(element, name, value)
        elif name == "background":
            yield "background", value
    if ITEM_PROPERTIES & set(element.get("itemprop", "").lower().split()):
        yield from (("itemprop", element.get(name)) for name in ("content", "href", "src") if element.get(name))


def _srcset(route: str, text: str | None) -> Iterator[Reference]:
    return ((route, candidate.url) for candidate in srcset_candidates(text or ""))


def _img(element: HtmlElement) -> Iterator[Reference]:
    if element.get("src"):
        yield "img-src", element.get("src")
    yield from _srcset("img-srcset", element.get("srcset"))


def _source(element: HtmlElement) -> Iterator[Reference]:
    parent = element.getparent()
    if parent is None or parent.tag not in ("video", "audio"):
        yield from _srcset("source-srcset", element.get("srcset"))


def _video(element: HtmlElement) -> Iterator[Reference]:
    if element.get("poster"):
        yield "video-poster", element.get("poster")


def _input(element: HtmlElement) -> Iterator[Reference]:
    if element.get("type", "").lower() == "image" and element.get("src"):
        yield "input-image", element.get("src")


def _object(element: HtmlElement) -> Iterator[Reference]:
    reference = element.get("data") or element.get("src") or ""
    if element.get("type", "").startswith("image/") or has_image_extension(reference):
        yield "object", reference


def _svg_image(element: HtmlElement) -> Iterator[Reference]:
    reference = element.get("href") or element.get("xlink:href")
    if reference:
        yield "svg-image", reference


def _a(element: HtmlElement) -> Iterator[Reference]:
    if has_image_extension(element.get("href", "")):
        yield "a-href", element.get("href")


def _link(element: HtmlElement) -> Iterator[Reference]:
    rels = set(element.get("rel", "").lower().split())
    reference = element.get("href", "")
    if rels & ICON_RELS:
        yield "icon", reference
    elif "image_src" in rels:
        yield "link-image-src", reference
    elif rels & {"preload", "prefetch"} and element.get("as") == "image":
        yield "preload", reference
        yield from _srcset("preload", element.get("imagesrcset"))


def _meta(element: HtmlElement) -> Iterator[Reference]:
    name = (element.get("property") or element.get("name") or "").lower()
    content = element.get("content", "")
    if content and name in OPEN_GRAPH:
        yield "og-image", content
    elif content and name in META_NAMES:
        yield "meta-image", content


def _style(element: HtmlElement) -> Iterator[Reference]:
    return (("style", url) for url in sheet_references(element.text or "")[0])


def _data(element: HtmlElement, name: str, value: str) -> Iterator[Reference]:
    words = set(name.split("-")[1:])
    if not words & DATA_WORDS or not value or len(value) > DATA_MAX_CHARACTERS:
        return
    if "url(" in value or "image-set(" in value:
        yield from (("data-bg", url) for url in style_images(f"background:{value}"))
    elif "srcset" in words or name.endswith("set"):
        yield from _srcset("data-srcset", value)
    elif not _NOT_AN_ADDRESS.search(value.strip()) and _is_likely_picture(element, words, value):
        yield "data-bg" if words & {"bg", "background"} else "data-src", value


def _is_likely_picture(element: HtmlElement, words: set[str], value: str) -> bool:
    """On a picture element any address counts; elsewhere it must look like one of a picture."""
    if has_image_extension(value):
        return True
    is_picture = element.tag in ("img", "source", "picture")
    return bool(words & {"src", "original", "lazy"}) and is_picture and ("/" in value or "." in value)


READERS: Final[Mapping[str, Callable[[HtmlElement], Iterator[Reference]]]] = {
    "img": _img,
    "source": _source,
    "video": _video,
    "input": _input,
    "object": _object,
    "embed": _object,
    "image": _svg_image,
    "a": _a,
    "area": _a,
    "link": _link,
    "meta": _meta,
    "style": _style,
}

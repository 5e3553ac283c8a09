"""The ways in which an element refers to pictures: a table from tag to reader, and attributes that any element may have."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lxml.etree import _Element as HtmlElement

from crawler.extract.endings import has_image_extension
from crawler.extract.lazy import lazy_references
from crawler.extract.references import DENSITY_BASE_PX, Reference, pixels_said, srcset_references
from crawler.extract.styles import sheet_references, style_images

OPEN_GRAPH: Final = frozenset({"og:image", "og:image:url", "og:image:secure_url", "og:logo"})
META_NAMES: Final = frozenset(
    ("twitter:image", "twitter:image:src", "msapplication-tileimage", "msapplication-square70x70logo",
     "msapplication-square150x150logo", "msapplication-wide310x150logo", "msapplication-square310x310logo", "thumbnail",
     "image", "image_src", "vk:image", "parsely-image-url", "sailthru.image.full", "sailthru.image.thumb", "dc.image")
)  # fmt: skip
ICON_RELS: Final = frozenset(
    ("icon", "apple-touch-icon", "apple-touch-icon-precomposed", "apple-touch-startup-image", "mask-icon", "fluid-icon")
)
ITEM_PROPERTIES: Final = frozenset(
    {"image", "images", "thumbnail", "thumbnailurl", "logo", "photo", "contenturl", "primaryimageofpage", "screenshot"}
)
PLAIN_NAMES: Final = frozenset(
    ("href", "class", "id", "src", "srcset", "sizes", "alt", "width", "height", "title", "rel", "type", "name", "content",
     "lang", "target", "role", "align", "valign", "value", "colspan", "rowspan", "border", "property", "charset", "media",
     "aria-hidden", "aria-label", "tabindex", "loading", "decoding", "for", "action", "method", "placeholder")
)  # fmt: skip
"""Most attributes of most elements: none is read by `any_references`."""
SHOWN: Final = "shown"
"""The group of what an element shows: `src` and the candidates of its `srcset`."""
_WIDTH_DESCRIPTOR: Final = re.compile(r"\s[0-9]+w\s*(?:,|\Z)")


def tag_references(element: HtmlElement) -> Iterator[Reference]:
    """References by the attributes that belong to the element's tag."""
    reader = READERS.get(element.tag)
    return reader(element) if reader else iter(())


def any_references(element: HtmlElement) -> Iterator[Reference]:
    """References by attributes that any element may have: inline styles, lazy-loading data, item properties."""
    if style := element.get("style"):
        yield from (Reference("style", url) for url in style_images(style))
    if background := element.get("background"):
        yield Reference("background", background)
    yield from lazy_references(element)
    if ITEM_PROPERTIES & set(element.get("itemprop", "").lower().split()):
        given = (element.get(name) for name in ("content", "href", "src", "data"))
        yield from (Reference("itemprop", value) for value in given if value)


def elements_with_data(root: HtmlElement) -> Iterator[HtmlElement]:
    """Elements with an attribute that `any_references` reads; in Python, which passes plain ones faster than an XPath does."""
    for element in root.iter():
        names = element.keys()
        if names and not PLAIN_NAMES.issuperset(names):
            is_lazy = element.tag in ("img", "source")
            if any(_is_read(name, is_lazy=is_lazy) for name in names):
                yield element


def _is_read(name: str, *, is_lazy: bool) -> bool:
    if name.startswith("data-") or name in ("style", "background", "itemprop"):
        return True
    return is_lazy and name not in ("src", "srcset") and any(word in name for word in ("src", "lazy", "orig"))


def _img(element: HtmlElement) -> Iterator[Reference]:
    base_px = pixels_said(element.get("width"))
    candidates = list(srcset_references("img-srcset", element.get("srcset"), SHOWN, base_px))
    if source := element.get("src"):
        yield Reference("img-src", source, SHOWN, 0.0 if _are_by_width(element) else base_px or DENSITY_BASE_PX)
    yield from candidates
    if low := element.get("lowsrc"):
        yield Reference("img-src", low)


def _are_by_width(element: HtmlElement) -> bool:
    """With widths in its `srcset`, browsers do not look at `src` at all: it may be of any size."""
    return _WIDTH_DESCRIPTOR.search(element.get("srcset") or "") is not None


def _source(element: HtmlElement) -> Iterator[Reference]:
    """The parser nests one source in another: what they belong to may be further out."""
    owner = next(element.iterancestors("picture", "video", "audio"), None)
    if owner is None or owner.tag == "picture":
        image = next(owner.iterdescendants("img"), None) if owner is not None else None
        base_px = pixels_said(image.get("width")) if image is not None else 0.0
        yield from srcset_references("source-srcset", element.get("srcset"), SHOWN, base_px)


def _video(element: HtmlElement) -> Iterator[Reference]:
    if poster := element.get("poster"):
        yield Reference("video-poster", poster)


def _input(element: HtmlElement) -> Iterator[Reference]:
    if element.get("type", "").strip().lower() == "image" and (source := element.get("src")):
        yield Reference("input-image", source)


def _object(element: HtmlElement) -> Iterator[Reference]:
    reference = element.get("data") or element.get("src") or ""
    if element.get("type", "").startswith("image/") or has_image_extension(reference):
        yield Reference("object", reference)


def _svg_image(element: HtmlElement) -> Iterator[Reference]:
    if reference := element.get("href") or element.get("xlink:href"):
        yield Reference("svg-image", reference)


def _svg_use(element: HtmlElement) -> Iterator[Reference]:
    """A shape from another file; one of the page itself belongs to the graphic around it."""
    reference = (element.get("href") or element.get("xlink:href") or "").strip()
    if reference and not reference.startswith("#"):
        yield Reference("svg-use", reference)


def _link(element: HtmlElement) -> Iterator[Reference]:
    rels = set(element.get("rel", "").lower().split())
    reference = element.get("href", "")
    if rels & ICON_RELS:
        yield Reference("icon", reference)
    elif "image_src" in rels:
        yield Reference("link-image-src", reference)
    elif rels & {"preload", "prefetch"} and (element.get("as") == "image" or has_image_extension(reference)):
        if reference:
            yield Reference("preload", reference, SHOWN)
        yield from srcset_references("preload", element.get("imagesrcset"), SHOWN)


def _meta(element: HtmlElement) -> Iterator[Reference]:
    name = (element.get("property") or element.get("name") or "").strip().lower()
    content = element.get("content", "")
    if content and name in OPEN_GRAPH:
        yield Reference("og-image", content)
    elif content and name in META_NAMES:
        yield Reference("meta-image", content)


def _style(element: HtmlElement) -> Iterator[Reference]:
    return (Reference("style", url) for url in sheet_references(element.text or "")[0])


READERS: Final[Mapping[str, Callable[[HtmlElement], Iterator[Reference]]]] = {
    "img": _img,
    "amp-img": _img,
    "amp-anim": _img,
    "source": _source,
    "video": _video,
    "amp-video": _video,
    "input": _input,
    "object": _object,
    "embed": _object,
    "image": _svg_image,
    "svg:image": _svg_image,
    "feimage": _svg_image,
    "use": _svg_use,
    "link": _link,
    "meta": _meta,
    "style": _style,
}

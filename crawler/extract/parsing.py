"""From the bytes of a page to its tree, whatever its encoding, and however deep it is."""

import re
from typing import Final

from lxml import etree
from lxml.etree import _Element as HtmlElement
from w3lib.encoding import html_to_unicode

from crawler.extract.crowded import crowded_tags_cut

TOO_DEEP: Final = "ERR_RESOURCE_LIMIT"
"""What the parser notes when it stops, 2,048 levels down: nothing that comes later in the page is in the tree."""
_NESTING: Final = re.compile(
    rb"</?(?!(?:a|area|base|body|figcaption|figure|frame|h[1-6]|head|html|iframe|image|img|input|link|meta|noscript|object|"
    rb"picture|script|source|style|svg|title|video|circle|defs|ellipse|line|path|polygon|polyline|rect|symbol|use)[\s/>])[a-z][^<>]{0,2000}>",
    re.IGNORECASE,
)
"""Tags that neither name a picture or a link nor say anything about one."""


def page_parsed(body: bytes, content_type: str) -> HtmlElement | None:
    """The root of a page; None if it has not a single element.

    A page that is deeper than the parser goes is read flat: browsers too hang everything below 512 levels side by side.
    """
    data = crowded_tags_cut(_in_utf8(body, content_type))
    root, is_whole = _parsed(data)
    return root if is_whole else _parsed(_NESTING.sub(b" ", data))[0]


def _in_utf8(body: bytes, content_type: str) -> bytes:
    """Apart, so that the text, up to four times as large, is gone before the tree grows."""
    _, text = html_to_unicode(content_type, body, default_encoding="utf-8")
    return text.replace("\0", "").encode("utf-8", "replace").strip()


def _parsed(data: bytes) -> tuple[HtmlElement | None, bool]:
    """The root, and whether the parser came to the end."""
    if not data:
        return None, True
    # huge_tree: without it the parser stops at 256 levels. Not lxml.html's: that one asks Python for the class of each element.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, True
    return root, not any(entry.type_name == TOO_DEEP for entry in parser.error_log)

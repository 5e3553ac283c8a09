"""What one place on a page makes of a picture: content, icon, logo, decoration or tracking pixel, and the sign that says so."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml.etree import _Element as HtmlElement

from crawler.extract.references import pixels_said
from imagesearch.core.roles import ICON_SIDE_MAX_PX, PIXEL_SIDE_MAX_PX, Role

Verdict = tuple[Role, str]
"""The role, and a code of `ROLE_RULES`."""

NEAR_LEVELS: Final = 4
"""Ancestors whose names say something about a picture."""
LANDMARK_LEVELS: Final = 12
LANDMARKS: Final = {"header": "in_header", "footer": "in_footer", "nav": "in_navigation", "aside": "in_aside"}
LANDMARK_ROLES: Final = {
    "banner": "in_header", "contentinfo": "in_footer", "navigation": "in_navigation", "complementary": "in_aside",
}  # fmt: skip
CONTENT_LANDMARKS: Final = frozenset({"article", "main", "figure", "section"})
LINKED_ICONS: Final = frozenset({"icon", "manifest"})
SHEETS: Final = frozenset({"css", "background"})
_HOME: Final = re.compile(r"(?:(?:https?:)?//[^/]+)?(?:\.{0,2}/)*(?:index\.\w+)?\Z|\.\Z", re.IGNORECASE)
_LOGO: Final = re.compile(
    r"(?<![a-z])(?:site|page|header|brand)?-?logo(?:s|type|mark)?(?![a-z])|navbar-brand|site-branding|wordmark"
)
_ICON: Final = re.compile(
    r"(?<![a-z])(?:icons?|ico|favicon|emoji|smil(?:ey|ies)|glyph|badge|bullet|sprite|flag)(?![a-z])|wp-smiley"
)
_DECORATION: Final = re.compile(
    r"(?<![a-z])(?:decoration|decorative|ornament|divider|separator|spacer|placeholder|pattern)(?![a-z])"
)
_TRACKER: Final = re.compile(
    r"//(?:[\w-]+\.)*(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|googleadservices\.com|facebook\.com/tr|"
    r"px\.ads\.linkedin\.com|bat\.bing\.com|pixel\.wp\.com|stats\.wp\.com|scorecardresearch\.com|quantserve\.com|"
    r"mc\.yandex\.ru|counter\.yadro\.ru|hm\.baidu\.com|analytics\.twitter\.com|t\.co/i/adsct|ct\.pinterest\.com|"
    r"pixel\.quantcast\.com|sb\.scorecardresearch\.com|secure\.statcounter\.com|c\.statcounter\.com|matomo\.php|piwik\.php|"
    r"ssl-images-amazon\.com/images/G/01/trans|trk\.[\w-]+\.\w+)"
    r"|/(?:matomo|piwik)\.php\?|/__utm\.gif|/(?:tracking|track|beacon)[-_]?pixel\b|/pixel\.(?:gif|png)\b|vg\d\d\.met\.vgwort\.de",
    re.IGNORECASE,
)


def role_seen(element: HtmlElement, route: str, url: str) -> Verdict:
    """The role that a picture has in this place."""
    if _TRACKER.search(url[:500]):
        return Role.TRACKING, "tracker_address"
    if route in LINKED_ICONS:
        return Role.ICON, "linked_as_icon"
    if route in SHEETS or (route == "style" and element.tag == "style"):
        return Role.DECORATION, "style_sheet"
    sides = [pixels_said(element.get(name)) for name in ("width", "height")]
    if all(0 < side <= PIXEL_SIDE_MAX_PX for side in sides):
        return Role.TRACKING, "pixel_size"
    return _by_name(element, url) or _by_look(element, sides) or _by_place(element) or (Role.CONTENT, "nothing_else")


def _by_name(element: HtmlElement, url: str) -> Verdict | None:
    """Authors call things by their names: in classes, ids, file names and words."""
    file_name = "" if url.startswith("data:") else url.partition("?")[0].rpartition("/")[2].lower()
    own = f"{_names(element)} {element.get('alt', '')[:100].lower()} {file_name}"
    is_near_logo = any(_is_named_logo(_names(ancestor)) for ancestor in _near(element))
    if is_near_logo or _LOGO.search(own) or element.get("itemprop") == "logo":
        return Role.LOGO, "named_logo"
    if _ICON.search(own):
        return Role.ICON, "named_icon"
    return (Role.DECORATION, "named_decoration") if _DECORATION.search(own) else None


@lru_cache(maxsize=1024)
def _is_named_logo(names: str) -> bool:
    """A site uses the same few names on all of its pages."""
    return _LOGO.search(names) is not None


def _near(element: HtmlElement) -> Iterator[HtmlElement]:
    """Ancestors that hold little else: where many pictures share one, its name is not theirs."""
    for ancestor in islice(element.iterancestors(), NEAR_LEVELS):
        if ancestor.tag in ("body", "html", "main", "article") or len(ancestor) > NEAR_LEVELS:
            return
        yield ancestor


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"[:500].lower() if element.keys() else " "


def _by_look(element: HtmlElement, sides: list[float]) -> Verdict | None:
    if all(0 < side <= ICON_SIDE_MAX_PX for side in sides):
        return Role.ICON, "small"
    if element.get("aria-hidden") == "true" or element.get("role") in ("presentation", "none"):
        return Role.DECORATION, "hidden_from_readers"
    return None


def _by_place(element: HtmlElement) -> Verdict | None:
    is_unspoken = element.get("alt") is not None and not element.get("alt", "").strip()
    for ancestor in islice(element.iterancestors(), LANDMARK_LEVELS):
        if ancestor.tag in CONTENT_LANDMARKS:
            break
        place = LANDMARKS.get(ancestor.tag) or LANDMARK_ROLES.get(ancestor.get("role", ""))
        if place:
            is_home = place == "in_header" and _leads_home(element)
            return (Role.LOGO, "links_home") if is_home else (Role.DECORATION, place)
    return (Role.DECORATION, "empty_alt") if is_unspoken else None


def _leads_home(element: HtmlElement) -> bool:
    link = next(element.iterancestors("a"), None)
    return link is not None and _HOME.match(link.get("href", "").strip()) is not None

"""The role of a picture on its site, decided from the places where it was seen, its size, and how much of the site shows it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a picture is for."""

    CONTENT = "content"
    ICON = "icon"
    LOGO = "logo"
    DECORATION = "decoration"
    TRACKING = "tracking"


PIXEL_SIDE_MAX_PX: Final = 3
"""A picture this small shows nothing; it counts visits or keeps a distance."""
ICON_SIDE_MAX_PX: Final = 48
LARGE_SIDE_MIN_PX: Final = 200
"""Nobody makes a mere ornament of a page's text this large: an empty alt text was forgotten."""
SPREAD_PAGES_MIN: Final = 6
SPREAD_SHARE_MIN: Final = 0.5
"""What most pages of a site show belongs to its frame."""
ORDER: Final = (Role.CONTENT, Role.LOGO, Role.ICON, Role.DECORATION, Role.TRACKING)
"""Between equally many places the more telling role counts."""
FORGOTTEN: Final = frozenset({"empty_alt", "in_aside"})
"""Rules that the size of a picture may overturn."""

ROLE_RULES: Final[Mapping[str, str]] = {
    "": "",
    "tracker_address": "Its address is one of a service that counts visits.",
    "pixel_size": "It is shown, or is, a few pixels large at most.",
    "linked_as_icon": "The page or the site's manifest links to it as its icon.",
    "style_sheet": "A style sheet paints it.",
    "named_logo": "A class, an id, its alt text or its file name calls it a logo.",
    "links_home": "It stands in the page's header and leads to the start page.",
    "named_icon": "A class, an id, its alt text or its file name calls it an icon.",
    "named_decoration": "A class, an id, its alt text or its file name calls it an ornament.",
    "small": "It is not larger than an icon.",
    "hidden_from_readers": "It is hidden from screen readers.",
    "in_header": "It stands in the page's header.",
    "in_footer": "It stands in the page's footer.",
    "in_navigation": "It stands in the navigation.",
    "in_aside": "It stands beside the content.",
    "empty_alt": "Its alt text is empty on purpose.",
    "on_most_pages": "Most pages of the site show it.",
    "large": "It is large, though its place or an empty alt text would make it an ornament.",
    "nothing_else": "Nothing says that it is anything but content.",
}
"""A code for each rule, with the sentence that says it."""

Verdict = tuple[str, str]
"""Role and rule."""


def role_decide(seen: Mapping[Verdict, int], *, width_px: int, height_px: int, share: float = 0.0) -> Verdict:
    """The role of a picture and the rule that decided.

    Args:
        seen: in how many places which rule spoke for which role.
        width_px: its own size; 0 while it is not known.
        height_px: see width.
        share: of the site's pages, how many show it; 0 on a site of a few pages, where that says nothing.
    """
    sides = (width_px, height_px)
    if 0 < max(sides) <= PIXEL_SIDE_MAX_PX:
        return Role.TRACKING, "pixel_size"
    role, rule = _elected(seen, is_visible=max(sides) > PIXEL_SIDE_MAX_PX)
    if role == Role.DECORATION and rule in FORGOTTEN and min(sides) >= LARGE_SIDE_MIN_PX and share < SPREAD_SHARE_MIN:
        return Role.CONTENT, "large"
    if role == Role.CONTENT and 0 < max(sides) <= ICON_SIDE_MAX_PX:
        return Role.ICON, "small"
    if role == Role.CONTENT and share >= SPREAD_SHARE_MIN:
        return Role.DECORATION, "on_most_pages"
    return role, rule


def _elected(seen: Mapping[Verdict, int], *, is_visible: bool) -> Verdict:
    """The role that most places speak for, by its most frequent rule; of a picture that can be seen none tracks."""
    counted = {verdict: count for verdict, count in seen.items() if not (is_visible and verdict[0] == Role.TRACKING)}
    if not counted:
        return Role.CONTENT, "nothing_else"
    totals = {role: sum(count for verdict, count in counted.items() if verdict[0] == role) for role in ORDER}
    role = max(ORDER, key=lambda candidate: totals[candidate])
    return max((verdict for verdict in counted if verdict[0] == role), key=lambda verdict: counted[verdict])

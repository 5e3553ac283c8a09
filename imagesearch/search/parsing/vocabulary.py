"""The words that the rules know, and the patterns made of them.

A query is matched as its words in lower case with one space between and around them; a word that was understood
already stands there as `TAKEN`, so that no pattern reaches across it by accident.
"""

import re
from collections.abc import Iterable
from typing import Final

TAKEN: Final = "\x1f"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


FORMAT_WORDS: Final = {
    "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "webp": "webp", "gif": "gif", "avif": "avif", "bmp": "bmp",
    "ico": "ico", "tif": "tiff", "tiff": "tiff", "svg": "svg",
}  # fmt: skip
COLOR_WORDS: Final = {
    "red": "red", "crimson": "red", "scarlet": "red", "maroon": "red", "orange": "orange", "yellow": "yellow", "golden": "yellow",
    "green": "green", "olive": "green", "lime": "green", "turquoise": "turquoise", "teal": "turquoise", "cyan": "turquoise",
    "aqua": "turquoise", "blue": "blue", "navy": "blue", "purple": "purple", "violet": "purple", "pink": "pink",
    "magenta": "pink", "brown": "brown", "beige": "brown", "black": "black", "grey": "grey", "gray": "grey", "white": "white",
}  # fmt: skip
SIZE_WORDS: Final = {
    "large": "large", "big": "large", "huge": "large", "full-size": "large", "medium": "medium", "medium-sized": "medium",
    "mid-size": "medium", "small": "small", "tiny": "small", "little": "small", "low-resolution": "small", "low-res": "small",
    "low resolution": "small", "low res": "small", "high-resolution": "large", "high resolution": "large", "hi-res": "large",
    "high-res": "large", "high res": "large", "hi res": "large", "highres": "large", "hires": "large",
    "large-sized": "large", "big-sized": "large", "small-sized": "small", "oversized": "large",
}  # fmt: skip
RESOLUTION_WORDS: Final = frozenset(word for word in SIZE_WORDS if "res" in word)
"""Said of pictures and of nothing else, so that they count wherever they stand."""
SIDE_WORDS: Final = {
    "hd": ">=1280", "720p": ">=1280", "full hd": ">=1920", "full-hd": ">=1920", "1080p": ">=1920", "4k": ">=3840",
    "uhd": ">=3840", "8k": ">=7680",
}  # fmt: skip
SIDE_NAMES: Final = {"icon": "<=64", "thumbnail": "<=256", "hd": ">=1280", "4k": ">=3840"}
"""Names that `size:` takes besides the classes, as longest sides."""
ASPECT_FACETS: Final = {
    "wide": ("wide", "panorama"),
    "panorama": ("panorama",),
    "tall": ("tall",),
    "square": ("square",),
}
"""What a word for a shape means among the facets: everything broader than high is wide."""
ASPECT_WORDS: Final = {
    "wide": "wide", "widescreen": "wide", "horizontal": "wide", "panoramic": "panorama", "tall": "tall", "vertical": "tall",
    "square": "square", "squared": "square",
}  # fmt: skip
ASPECT_NAMES: Final = ASPECT_WORDS | {
    "landscape": "wide", "portrait": "tall", "upright": "tall", "panorama": "panorama", "banner": "panorama",
}  # fmt: skip
"""What `aspect:` takes; as plain words, landscapes and portraits are subjects."""
ROLE_WORDS: Final = {
    "logo": "logo", "logos": "logo", "logotype": "logo", "icon": "icon", "icons": "icon", "favicon": "icon", "favicons": "icon",
    "screenshot": "screenshot", "screenshots": "screenshot", "screen shot": "screenshot", "screen shots": "screenshot",
    "screengrab": "screenshot", "screencap": "screenshot", "banner": "banner", "banners": "banner", "hero": "banner",
    "illustration": "illustration", "illustrations": "illustration", "drawing": "illustration", "drawings": "illustration",
    "sketch": "illustration", "sketches": "illustration", "cartoon": "illustration", "cartoons": "illustration",
    "clipart": "illustration", "painting": "painting", "paintings": "painting", "diagram": "diagram", "diagrams": "diagram",
    "flowchart": "diagram", "schematic": "diagram", "schematics": "diagram", "chart": "chart", "charts": "chart",
    "graph": "chart", "graphs": "chart", "plot": "chart", "plots": "chart", "infographic": "infographic",
    "infographics": "infographic", "map": "map", "maps": "map", "avatar": "avatar", "avatars": "avatar", "headshot": "portrait",
    "headshots": "portrait", "wallpaper": "wallpaper", "wallpapers": "wallpaper", "badge": "badge", "badges": "badge",
    "thumbnail": "thumbnail", "thumbnails": "thumbnail", "poster": "poster", "posters": "poster", "mockup": "mockup",
    "mockups": "mockup", "packshot": "product", "packshots": "product",
}  # fmt: skip
ROLE_NAMES: Final = {
    **ROLE_WORDS, "photo": "photo", "photos": "photo", "product": "product", "portrait": "portrait", "content": "content",
    "decoration": "decoration", "decorations": "decoration", "decorative": "decoration", "ornament": "decoration",
}  # fmt: skip
ROLES_KNOWN: Final = frozenset({"content", "icon", "logo", "decoration"})
"""Roles that are known of each picture and can be filtered by; all others are words that the picture models know."""
MODE_COLORS: Final = {"dark": "black", "night": "black", "light": "white"}
"""What screens in dark or light mode mostly are."""
SORT_WORDS: Final = {
    "newest": "newest", "latest": "newest", "most recent": "newest", "recent": "newest", "oldest": "oldest",
    "earliest": "oldest", "largest": "largest", "biggest": "largest", "smallest": "smallest",
}  # fmt: skip
SORT_NAMES: Final = SORT_WORDS | {
    "relevance": "relevance", "best": "relevance", "size": "largest", "date": "newest", "new": "newest", "page": "page",
    "page order": "page", "time": "newest", "large": "largest", "small": "smallest", "old": "oldest",
}  # fmt: skip
ALT_NAMES: Final = {
    "none": "none", "no": "none", "missing": "none", "empty": "none", "false": "none", "any": "any", "yes": "any",
    "some": "any", "true": "any",
}  # fmt: skip
SECTIONS: Final = frozenset({
    "blog", "shop", "store", "press", "newsroom", "gallery", "portfolio", "docs", "documentation", "faq", "forum", "wiki",
    "archive", "archives", "catalog", "catalogue", "press kit", "media kit", "help center", "help centre", "knowledge base",
})  # fmt: skip
"""Parts that web sites have: "from the blog" means pages, "from the beach" does not."""
IDIOMS: Final = frozenset({
    "black and white", "no parking", "no smoking", "no entry", "no exit", "no trespassing", "no vacancy", "do not enter",
    "do not disturb", "not found", "not available", "not for sale", "no signal", "no image available", "no photo available",
    "no image", "without borders", "forget me not", "forget-me-not", "an orange", "orange juice", "touch me not", "no man's land",
})  # fmt: skip
"""Words that belong together though one of them looks like a rule's."""

NOUN: Final = "(?:pictures?|photos?|photographs?|images?|imagery|pics?|imgs?)"
WORD: Final = rf"[^ ,{TAKEN}]+"
FORMAT: Final = any_of(FORMAT_WORDS)
FORMATS: Final = rf"[*]?[.]?{FORMAT}s?"
AFTER_HEAD: Final = rf"(?= (?:[{TAKEN},]|$|(?:with|without|from|on|in|at|by|of|that|which|where|showing|taken|for|near|and|or|when|while|as) ))"
"""What follows a word that ends a phrase: "photos of", but not "photo album"."""
HEAD: Final = rf"(?:{NOUN}|{FORMAT}s?|files?|{any_of(ROLE_WORDS)}{AFTER_HEAD})"
"""The kinds of things that a search returns: what stands before them describes the picture, not what it shows."""
ATTRIBUTES: Final = any_of({
    *COLOR_WORDS, *SIZE_WORDS, *ASPECT_WORDS, *SORT_WORDS, *SIDE_WORDS, *ROLE_WORDS, *FORMAT_WORDS, "product", "stock", "and", "or",
    ",", "hero", "header", "cover", TAKEN,
})  # fmt: skip
BEFORE_HEAD: Final = rf"(?=(?: {ATTRIBUTES}){{0,6}} {HEAD} )"
COLOR: Final = any_of(COLOR_WORDS)
ARTICLE: Final = "(?:the|a|an|any|some|all|every|its|their)"
ALT: Final = r"(?:alt(?:ernative)?[ -]?(?:texts?|tags?|attributes?|descriptions?)|alts?)"
HOST_NAME: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?::\d{1,5})?", re.IGNORECASE)

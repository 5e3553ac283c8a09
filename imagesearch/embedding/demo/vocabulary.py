"""The words of the drawn world: kinds of things, colours, backgrounds, patterns and counts, with their synonyms."""

from typing import Final, NamedTuple

RGB = tuple[int, int, int]


class Word(NamedTuple):
    """A word with its plural and what else people call it."""

    singular: str
    plural: str
    synonyms: tuple[str, ...] = ()


COLORS: Final[dict[str, RGB]] = {
    "red": (214, 38, 38),
    "orange": (246, 134, 18),
    "yellow": (250, 216, 40),
    "green": (46, 158, 66),
    "blue": (38, 88, 212),
    "purple": (128, 48, 168),
    "pink": (246, 132, 184),
    "brown": (118, 70, 38),
    "black": (28, 28, 30),
    "white": (248, 248, 248),
    "grey": (140, 142, 146),
    "turquoise": (48, 196, 190),
}
COLOR_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "grey": ("gray",),
    "purple": ("violet",),
    "turquoise": ("teal", "cyan"),
}

KINDS: Final[dict[str, Word]] = {
    "apple": Word("apple", "apples"),
    "balloon": Word("balloon", "balloons"),
    "bicycle": Word("bicycle", "bicycles", ("bike",)),
    "bird": Word("bird", "birds"),
    "boat": Word("boat", "boats", ("sailing boat", "ship")),
    "butterfly": Word("butterfly", "butterflies"),
    "car": Word("car", "cars", ("automobile",)),
    "cat": Word("cat", "cats", ("kitten",)),
    "chair": Word("chair", "chairs"),
    "clock": Word("clock", "clocks", ("watch",)),
    "cup": Word("cup", "cups", ("mug",)),
    "fish": Word("fish", "fish"),
    "flower": Word("flower", "flowers", ("blossom",)),
    "heart": Word("heart", "hearts"),
    "house": Word("house", "houses", ("home", "building")),
    "ice cream": Word("ice cream", "ice creams", ("ice cream cone",)),
    "key": Word("key", "keys"),
    "leaf": Word("leaf", "leaves"),
    "moon": Word("moon", "moons", ("crescent",)),
    "mushroom": Word("mushroom", "mushrooms", ("toadstool",)),
    "plane": Word("plane", "planes", ("airplane", "aeroplane", "aircraft")),
    "rocket": Word("rocket", "rockets", ("spaceship",)),
    "star": Word("star", "stars"),
    "sun": Word("sun", "suns"),
    "tree": Word("tree", "trees"),
    "umbrella": Word("umbrella", "umbrellas", ("parasol",)),
}

PLACES: Final[dict[str, tuple[str, ...]]] = {
    "sky": ("in the sky", "against the sky", "in front of clouds", "under a cloudy sky"),
    "grass": ("on the grass", "in a meadow", "on a green field", "on the lawn"),
    "beach": ("on the beach", "on the sand", "at the beach", "on a sandy beach"),
    "night": ("at night", "in the dark", "under the stars", "in the night sky"),
    "snow": ("in the snow", "in winter", "on a snowy day", "on snow"),
    "sea": ("on the sea", "on the water", "at sea", "on the waves"),
    "wall": ("in front of a brick wall", "on a brick wall", "before a wall"),
}
PLACE_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "sky": ("sky", "clouds", "a cloudy sky"),
    "grass": ("grass", "a meadow", "a green field", "lawn"),
    "beach": ("beach", "sand", "a sandy beach"),
    "night": ("night", "the night sky", "dark night"),
    "snow": ("snow", "winter", "a snowy day"),
    "sea": ("sea", "water", "waves", "the sea"),
    "wall": ("a brick wall", "bricks", "wall"),
}
"""A place on its own, as somebody types it into a search box."""

PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    "stripes": ("stripes", "a striped pattern", "striped", "lines"),
    "dots": ("dots", "polka dots", "a dotted pattern", "spots"),
    "checks": ("checks", "a checked pattern", "a checkerboard", "squares"),
    "zigzag": ("zigzag", "a zigzag pattern", "zigzags"),
    "waves": ("wavy lines", "a wavy pattern"),
    "triangles": ("triangles", "a triangle pattern"),
}
PATTERN_NOUNS: Final[dict[str, str]] = {
    "stripes": "stripes",
    "dots": "dots",
    "checks": "checks",
    "zigzag": "zigzag",
    "waves": "wavy lines",
    "triangles": "triangles",
}

COUNT_MAX: Final = 4
NUMBERS: Final[dict[int, str]] = {1: "one", 2: "two", 3: "three", 4: "four"}

CLASHES: Final[dict[str, frozenset[str]]] = {
    "sky": frozenset({"white", "turquoise"}),
    "grass": frozenset({"green"}),
    "beach": frozenset({"yellow", "orange"}),
    "night": frozenset({"black", "blue"}),
    "snow": frozenset({"white", "grey"}),
    "sea": frozenset({"blue", "turquoise"}),
    "wall": frozenset({"brown", "red"}),
}
"""Colours that would be lost against a place."""

HELD_OUT: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("bicycle", "brown"),
        ("boat", "pink"),
        ("bird", "grey"),
        ("cat", "turquoise"),
        ("chair", "purple"),
        ("cup", "black"),
        ("fish", "brown"),
        ("key", "pink"),
        ("leaf", "blue"),
        ("moon", "green"),
        ("rocket", "brown"),
        ("sun", "grey"),
        ("umbrella", "white"),
    }
)
"""Kinds in colours that no training picture shows: what the model makes of them is put together, not remembered."""

"""The plan of the sample site: which pages there are, which drawn pictures stand on them, and how each is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Final

from imagesearch.embedding.demo.captions import full_caption
from imagesearch.embedding.demo.scenes import Group, Pattern, Scene
from imagesearch.embedding.demo.vocabulary import CLASHES, COLORS, HELD_OUT, PATTERNS

FIRST_SEED: Final = 50_000_000
"""Far from the seeds of the training and of the measurements."""
PICTURES_PER_PAGE: Final = 11
FORMATS: Final = ("JPEG", "JPEG", "PNG", "JPEG", "WEBP", "JPEG", "PNG", "JPEG")
SUFFIXES: Final = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
SIZES_PX: Final = ((480, 360), (320, 320), (640, 480), (240, 240), (360, 480), (200, 200), (400, 300))
ROUTES: Final = ("plain", "srcset", "plain", "picture", "lazy", "plain", "figure", "noscript")


@dataclass(frozen=True, slots=True)
class SitePicture:
    """A picture file of the site, and how its page shows it."""

    file: str
    scene: Scene
    size_px: tuple[int, int]
    format: str
    route: str
    words: str = ""

    @property
    def second_file(self) -> str:
        """The other file of a picture that is offered twice: larger, or in another format."""
        stem, _, suffix = self.file.rpartition(".")
        return {"srcset": f"{stem}-large.{suffix}", "picture": f"{stem}.alt.webp"}.get(self.route, "")


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page with its pictures."""

    slug: str
    title: str
    intro: str
    pictures: tuple[SitePicture, ...]


@dataclass(frozen=True, slots=True)
class _Theme:
    slug: str
    title: str
    intro: str
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    highlights: tuple[Scene, ...] = ()
    count_max: int = 1


def _one(kind: str, color: str, background: str, count: int = 1) -> Scene:
    return Scene(0, (Group(kind, color, count),), background)


THEMES: Final = (
    _Theme("garden", "In the garden", "What grows behind the shed, and who visits.",
           ("flower", "tree", "leaf", "mushroom", "apple", "butterfly"), ("grass", "sky", "wall", "white"),
           (_one("flower", "red", "grass", 3), _one("mushroom", "red", "snow"), _one("butterfly", "purple", "grass"))),
    _Theme("harbour", "Down at the harbour", "Boats come in with the tide, and so do the fish.",
           ("boat", "fish", "bird", "key"), ("sea", "beach", "sky"),
           (_one("fish", "orange", "sea"), _one("boat", "red", "sea"), _one("fish", "yellow", "sea", 3))),
    _Theme("streets", "Streets and squares", "A town is its houses, its wheels and its clocks.",
           ("house", "car", "bicycle", "clock"), ("wall", "grey", "sky", "snow"),
           (_one("car", "red", "wall"), _one("house", "yellow", "snow"), _one("car", "red", "grey", 2))),
    _Theme("night", "After dark", "The lamps are out; look up.",
           ("moon", "star", "house", "rocket", "cat", "tree"), ("night",),
           (_one("house", "yellow", "night"), _one("star", "yellow", "night", 4), _one("moon", "white", "night"))),
    _Theme("sky", "Up in the air", "Everything that flies, floats or drifts.",
           ("balloon", "plane", "bird", "sun", "rocket"), ("sky", "blue", "night"),
           (_one("balloon", "red", "sky", 3), _one("plane", "orange", "sky"), _one("bird", "black", "sky", 4))),
    _Theme("kitchen", "From the kitchen", "Cups, cones and a bowl of fruit.",
           ("cup", "ice cream", "apple", "mushroom"), ("white", "yellow", "wall", "pink"),
           (_one("cup", "blue", "white"), _one("ice cream", "pink", "white", 2), _one("apple", "green", "white", 3))),
    _Theme("animals", "Animals we know", "They were patient with the painter.",
           ("cat", "bird", "fish", "butterfly"), ("grass", "white", "beach", "snow"),
           (_one("cat", "black", "snow"), _one("cat", "orange", "grass"), _one("cat", "grey", "white", 2))),
    _Theme("seaside", "A day at the seaside", "Sand in the shoes, salt on the lips.",
           ("umbrella", "boat", "star", "ice cream", "sun"), ("beach", "sea"),
           (_one("umbrella", "red", "beach"), _one("sun", "red", "sea"), _one("star", "red", "beach"))),
    _Theme("winter", "Winter album", "Cold hands, warm cups.",
           ("tree", "house", "bird", "cup", "heart"), ("snow",),
           (_one("tree", "green", "snow", 3), _one("cup", "red", "snow"), _one("heart", "pink", "snow"))),
    _Theme("things", "Lost and found", "If it is yours, come and fetch it.",
           ("key", "umbrella", "chair", "clock", "cup", "bicycle"), ("white", "grey", "turquoise", "brown"),
           (_one("key", "grey", "white"), _one("chair", "green", "white"), _one("bicycle", "blue", "wall"))),
    _Theme("counting", "Learning to count", "One, two, three, four.",
           ("apple", "balloon", "car", "fish", "star", "heart", "leaf", "house"), ("white", "sky", "yellow"),
           (_one("heart", "red", "white", 4), _one("leaf", "orange", "white", 2)), count_max=4),
)  # fmt: skip


@cache
def site_pages() -> tuple[SitePage, ...]:
    """All pages but the front page, the same every time."""
    rng = Random(FIRST_SEED)
    numbers = iter(range(1, 10_000))
    scenes = {theme.slug: list(_theme_scenes(theme, rng)) for theme in THEMES}
    scenes["together"] = [_pair(rng) for _ in range(PICTURES_PER_PAGE)]
    scenes["fabrics"] = [_pattern(index, rng) for index in range(2 * len(PATTERNS))]
    about = {theme.slug: (theme.title, theme.intro) for theme in THEMES}
    about["together"] = ("Together", "Two things that met by chance.")
    about["fabrics"] = ("Fabrics", "Cloth by the metre, in every pattern we could find.")
    return tuple(
        SitePage(slug, *about[slug], tuple(_picture(next(numbers), scene, rng) for scene in shown))
        for slug, shown in scenes.items()
    )


def sample_site_truth() -> dict[str, Scene]:
    """What each picture file of the site shows, by its path on the site."""
    truth: dict[str, Scene] = {}
    for page in site_pages():
        for picture in page.pictures:
            truth[picture.file] = picture.scene
            if picture.second_file:
                truth[picture.second_file] = picture.scene
    return truth


def _theme_scenes(theme: _Theme, rng: Random) -> Iterator[Scene]:
    yield from theme.highlights
    for index in range(PICTURES_PER_PAGE - len(theme.highlights)):
        place = rng.choice(theme.places)
        group = _group(theme.kinds[index % len(theme.kinds)], place, rng)
        yield Scene(0, (replace(group, count=rng.randint(1, theme.count_max)),), place)


def _group(kind: str, background: str, rng: Random, taken: str = "") -> Group:
    unfit = CLASHES.get(background, frozenset({background})) | {taken}
    return Group(kind, rng.choice([c for c in COLORS if c not in unfit and (kind, c) not in HELD_OUT]))


def _pair(rng: Random) -> Scene:
    first, second = rng.sample(["cat", "house", "tree", "car", "boat", "sun", "bird", "cup", "chair", "star"], 2)
    place = rng.choice(("grass", "sky", "white", "beach"))
    group = _group(first, place, rng)
    return Scene(0, (group, _group(second, place, rng, taken=group.color)), place)


def _pattern(index: int, rng: Random) -> Scene:
    mark, ground = rng.sample(sorted(COLORS), 2)
    return Scene(0, pattern=Pattern(list(PATTERNS)[index % len(PATTERNS)], mark, ground))


def _picture(number: int, scene: Scene, rng: Random) -> SitePicture:
    """Half of the pictures have words, half of the files a name that says nothing: pixels have to prove themselves."""
    scene = replace(scene, seed=FIRST_SEED + number)
    kind = FORMATS[number % len(FORMATS)]
    kind = {30: "GIF", 60: "AVIF"}.get(number, kind)
    words = full_caption(scene, rng).text if number % 2 else ""
    # One in four words comes with a telling file name; an ending like -042 keeps names apart.
    telling = "-".join(min(scene.subject).removeprefix("1 ").split()) if words and number % 4 == 1 else "picture"
    file = f"pictures/{telling}-{number:03}.{SUFFIXES[kind]}"
    return SitePicture(file, scene, SIZES_PX[number % len(SIZES_PX)], kind, ROUTES[number % len(ROUTES)], words)

"""Captions: what somebody might say of a scene, in full or in part, and which facts such words ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from imagesearch.embedding.demo.scenes import Group, Pattern, Scene, pattern_fact
from imagesearch.embedding.demo.vocabulary import (
    COLOR_SYNONYMS,
    COLORS,
    KINDS,
    NUMBERS,
    PATTERN_NOUNS,
    PATTERNS,
    PLACE_NAMES,
    PLACES,
    Word,
)

SYNONYM_SHARE = 0.25
BARE_SHARE = 0.55
BACKGROUND_SHARE = 0.35
PREFIXES: Final = ("a photo of", "a picture of", "picture of", "an image of", "a drawing of", "photo of", "photos with")
THINGS: Final = ("things", "objects", "items")
ALONE: Final = frozenset({"alone"})
NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Caption:
    """Words, the facts a picture must have to match them, and those that make it match better."""

    text: str
    required: frozenset[str]
    wished: frozenset[str] = NOTHING


def full_caption(scene: Scene, rng: Random, *, may_place: bool = True) -> Caption:
    """Words that name the whole subject of a scene, and now and then its background."""
    if scene.pattern:
        return _prefixed(_pattern_full(scene.pattern, rng), rng)
    text, facts = _groups_full(scene.groups, rng)
    if may_place and rng.random() < BACKGROUND_SHARE:
        text, facts = f"{text} {_background_phrase(scene.background, rng)}", facts | {f"background:{scene.background}"}
    return _prefixed(Caption(text, facts, ALONE if len(scene.groups) == 1 else NOTHING), rng)


def part_caption(scene: Scene, rng: Random) -> Caption:
    """Words that name only a part of what a scene shows, as short queries do."""
    makers = PATTERN_PARTS if scene.pattern else GROUP_PARTS
    names = list(makers)
    return makers[rng.choices(names, [PART_WEIGHTS[name] for name in names])[0]](scene, rng)


def kind_caption(scene: Scene, rng: Random) -> Caption:
    """A kind of thing alone: a house."""
    group = rng.choice(scene.groups)
    word = KINDS[group.kind]
    if group.count == 1 and rng.random() < 0.6:
        facts = frozenset({f"kind:{group.kind}:1"})
        return _prefixed(Caption(_article(_noun(word, 1, rng)), facts, ALONE), rng)
    text = _noun(word, rng.choice((1, group.count)), rng)
    return _prefixed(Caption(text, frozenset({f"kind:{group.kind}"})), rng)


def kind_count_caption(scene: Scene, rng: Random) -> Caption:
    """A kind and how many of it: three houses."""
    group = rng.choice(scene.groups)
    text = f"{NUMBERS[group.count]} {_noun(KINDS[group.kind], group.count, rng)}"
    return _prefixed(Caption(text, frozenset({f"kind:{group.kind}:{group.count}"})), rng)


def kind_color_caption(scene: Scene, rng: Random) -> Caption:
    """A kind in a colour, however many: red house."""
    group = rng.choice(scene.groups)
    text = f"{_color(group.color, rng)} {_noun(KINDS[group.kind], rng.choice((1, group.count)), rng)}"
    return _prefixed(Caption(text, frozenset({f"kind:{group.kind}:{group.color}"})), rng)


def color_caption(scene: Scene, rng: Random) -> Caption:
    """The colour of a thing or of a pattern: purple."""
    name = rng.choice(_colors_of(scene))
    color = _color(name, rng)
    text = rng.choice((color, color, f"something {color}", f"{color} things", f"a {color} thing", f"{color} color"))
    return Caption(text, frozenset({f"color:{name}"}))


def count_caption(scene: Scene, rng: Random) -> Caption:
    """How many things there are, whatever they are: three things."""
    total = sum(group.count for group in scene.groups)
    noun = rng.choice(THINGS)
    text = f"{rng.choice(('one', 'a single'))} {noun[:-1]}" if total == 1 else f"{NUMBERS[total]} {noun}"
    return _prefixed(Caption(text, frozenset({f"total:{total}"})), rng)


def background_caption(scene: Scene, rng: Random) -> Caption:
    """The background alone: night, a blue background."""
    facts = frozenset({f"background:{scene.background}"})
    if scene.background in COLORS:
        color = _color(scene.background, rng)
        return Caption(rng.choice((f"{color} background", f"a {color} background", f"on {color}")), facts)
    names = PLACE_NAMES[scene.background] + PLACES[scene.background]
    return Caption(rng.choice(names), facts)


def kind_place_caption(scene: Scene, rng: Random) -> Caption:
    """A kind before its background, no colour said: a boat on the water."""
    group = rng.choice(scene.groups)
    text = f"{_article(_noun(KINDS[group.kind], 1, rng))} {_background_phrase(scene.background, rng)}"
    if group.count > 1:
        text = f"{_noun(KINDS[group.kind], group.count, rng)} {_background_phrase(scene.background, rng)}"
    return _prefixed(Caption(text, frozenset({f"kind:{group.kind}", f"background:{scene.background}"})), rng)


def pattern_caption(scene: Scene, rng: Random) -> Caption:
    """A pattern, whatever its colours: stripes."""
    pattern = _pattern_of(scene)
    return Caption(rng.choice(PATTERNS[pattern.name]), frozenset({f"pattern:{pattern.name}"}))


def pattern_color_caption(scene: Scene, rng: Random) -> Caption:
    """A pattern with one of its colours: red stripes."""
    pattern = _pattern_of(scene)
    name = rng.choice((pattern.mark, pattern.ground))
    text = f"{_color(name, rng)} {PATTERN_NOUNS[pattern.name]}"
    return _prefixed(Caption(text, frozenset({f"pattern:{pattern.name}:{name}"})), rng)


Maker = Callable[[Scene, Random], Caption]
GROUP_PARTS: Final[dict[str, Maker]] = {
    "kind": kind_caption,
    "kind_color": kind_color_caption,
    "kind_count": kind_count_caption,
    "kind_place": kind_place_caption,
    "color": color_caption,
    "count": count_caption,
    "background": background_caption,
}
PATTERN_PARTS: Final[dict[str, Maker]] = {
    "pattern": pattern_caption,
    "pattern_color": pattern_color_caption,
    "color": color_caption,
}
PART_WEIGHTS: Final[dict[str, float]] = {
    "kind": 5,
    "kind_color": 3,
    "kind_count": 2,
    "kind_place": 2,
    "color": 2,
    "count": 1.5,
    "background": 3,
    "pattern": 4,
    "pattern_color": 3,
}


def _groups_full(groups: tuple[Group, ...], rng: Random) -> tuple[str, frozenset[str]]:
    order = rng.sample(groups, len(groups))
    text = rng.choice((" and ", " next to ", " with ")).join(_group_phrase(group, rng) for group in order)
    return text, frozenset(f"kind:{group.kind}:{group.color}:{group.count}" for group in groups)


def _group_phrase(group: Group, rng: Random) -> str:
    phrase = f"{_color(group.color, rng)} {_noun(KINDS[group.kind], group.count, rng)}"
    if group.count == 1 and rng.random() < 0.85:
        return _article(phrase)
    return f"{NUMBERS[group.count]} {phrase}"


def _pattern_full(pattern: Pattern, rng: Random) -> Caption:
    mark, ground, noun = _color(pattern.mark, rng), _color(pattern.ground, rng), PATTERN_NOUNS[pattern.name]
    text = rng.choice((f"{mark} and {ground} {noun}", f"{mark} {noun} on {ground}", f"{ground} and {mark} {noun}"))
    return Caption(text, frozenset({pattern_fact(pattern)}))


def _background_phrase(name: str, rng: Random) -> str:
    if name not in COLORS:
        return rng.choice(PLACES[name])
    color = _color(name, rng)
    return rng.choice((f"on {color}", f"on {_article(color)} background", f"with {_article(color)} background"))


def _prefixed(caption: Caption, rng: Random) -> Caption:
    if rng.random() < BARE_SHARE:
        return caption
    return Caption(f"{rng.choice(PREFIXES)} {caption.text}", caption.required, caption.wished)


def _noun(word: Word, count: int, rng: Random) -> str:
    if count > 1:
        return word.plural
    return rng.choice(word.synonyms) if word.synonyms and rng.random() < SYNONYM_SHARE else word.singular


def _color(name: str, rng: Random) -> str:
    synonyms = COLOR_SYNONYMS.get(name, ())
    return rng.choice(synonyms) if synonyms and rng.random() < SYNONYM_SHARE else name


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _colors_of(scene: Scene) -> tuple[str, ...]:
    if scene.pattern:
        return scene.pattern.mark, scene.pattern.ground
    return tuple(group.color for group in scene.groups)


def _pattern_of(scene: Scene) -> Pattern:
    if scene.pattern is None:
        message = f"scene {scene.seed} shows things, no pattern"
        raise ValueError(message)
    return scene.pattern

"""Scenes: what one drawn picture shows, how one is chosen by chance, and the facts that are true of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from imagesearch.embedding.demo.vocabulary import CLASHES, COLORS, COUNT_MAX, HELD_OUT, KINDS, PATTERNS, PLACES

PLAIN_WEIGHTS = {"white": 4, "grey": 2}
"""White and grey backgrounds are the common ones, as in product photos."""
PLAIN_SHARE = 0.5
PATTERN_SHARE = 0.12
PAIR_SHARE = 0.17
CROWD_SHARE = 0.32


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind and colour."""

    kind: str
    color: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that fills the picture: marks of one colour on a ground of another."""

    name: str
    mark: str
    ground: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture to be: groups of things before a background, or one pattern. `seed` fixes every stroke of it."""

    seed: int
    groups: tuple[Group, ...] = ()
    background: str = ""
    pattern: Pattern | None = None

    @property
    def subject(self) -> frozenset[str]:
        """What the picture is of, exactly: kinds with colours and counts, or the pattern with its two colours."""
        if self.pattern:
            return frozenset({f"{self.pattern.name} {color}" for color in (self.pattern.mark, self.pattern.ground)})
        return frozenset(f"{group.count} {group.color} {group.kind}" for group in self.groups)


def scene_facts(scene: Scene) -> frozenset[str]:
    """Everything that a caption may say of a scene and that is true of it."""
    return frozenset(_pattern_facts(scene.pattern) if scene.pattern else _group_facts(scene))


def _pattern_facts(pattern: Pattern) -> Iterator[str]:
    yield f"pattern:{pattern.name}"
    for color in (pattern.mark, pattern.ground):
        yield f"color:{color}"
        yield f"pattern:{pattern.name}:{color}"
    yield pattern_fact(pattern)


def pattern_fact(pattern: Pattern) -> str:
    """The whole pattern; white stripes on red are red stripes on white."""
    return f"pattern:{pattern.name}:{':'.join(sorted((pattern.mark, pattern.ground)))}"


def _group_facts(scene: Scene) -> Iterator[str]:
    yield f"background:{scene.background}"
    yield f"total:{sum(group.count for group in scene.groups)}"
    if len(scene.groups) == 1:
        yield "alone"
    for group in scene.groups:
        yield f"kind:{group.kind}"
        yield f"color:{group.color}"
        yield f"kind:{group.kind}:{group.color}"
        yield f"kind:{group.kind}:{group.count}"
        yield f"kind:{group.kind}:{group.color}:{group.count}"


def scene_random(seed: int, *, held_out: bool = False) -> Scene:
    """The scene of a seed; with `held_out` one thing in a colour that training never shows."""
    rng = Random(seed)
    if held_out:
        kind, color = rng.choice(sorted(HELD_OUT))
        return Scene(seed, (Group(kind, color),), _background_random(rng, {color}))
    if rng.random() < PATTERN_SHARE:
        mark, ground = rng.sample(sorted(COLORS), 2)
        return Scene(seed, pattern=Pattern(rng.choice(sorted(PATTERNS)), mark, ground))
    groups = _groups_random(rng)
    return Scene(seed, groups, _background_random(rng, {group.color for group in groups}))


def _groups_random(rng: Random) -> tuple[Group, ...]:
    dice = rng.random()
    if dice < PAIR_SHARE:
        first, second = rng.sample(sorted(KINDS), 2)
        return (_group_random(rng, first, 1), _group_random(rng, second, 1))
    count = rng.randint(2, COUNT_MAX) if dice < PAIR_SHARE + CROWD_SHARE else 1
    return (_group_random(rng, rng.choice(sorted(KINDS)), count),)


def _group_random(rng: Random, kind: str, count: int) -> Group:
    return Group(kind, rng.choice([color for color in COLORS if (kind, color) not in HELD_OUT]), count)


def _background_random(rng: Random, colors: set[str]) -> str:
    if rng.random() < PLAIN_SHARE:
        plain = [color for color in COLORS if color not in colors]
        return rng.choices(plain, [PLAIN_WEIGHTS.get(color, 1) for color in plain])[0]
    places = [place for place in PLACES if not CLASHES[place] & colors]
    return rng.choice(places) if places else rng.choice([color for color in COLORS if color not in colors])

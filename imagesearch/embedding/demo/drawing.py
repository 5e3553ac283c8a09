"""Drawing a scene with Pillow: large, then reduced, so that edges come out smooth at any size."""

import math
from random import Random

from PIL import Image, ImageDraw

from imagesearch.embedding.demo.backdrops import backdrop_draw, color_jitter
from imagesearch.embedding.demo.patterns import pattern_draw
from imagesearch.embedding.demo.pen import Pen, Point
from imagesearch.embedding.demo.scenes import Group, Scene
from imagesearch.embedding.demo.things import THINGS
from imagesearch.embedding.demo.vocabulary import COLORS

SPOTS: dict[int, tuple[tuple[Point, ...], ...]] = {
    1: (((0.5, 0.5),),),
    2: (((0.27, 0.5), (0.73, 0.5)), ((0.3, 0.3), (0.7, 0.7)), ((0.7, 0.3), (0.3, 0.7)), ((0.5, 0.27), (0.5, 0.73))),
    3: (
        ((0.28, 0.28), (0.72, 0.28), (0.5, 0.72)),
        ((0.5, 0.28), (0.28, 0.72), (0.72, 0.72)),
        ((0.18, 0.5), (0.5, 0.5), (0.82, 0.5)),
    ),
    4: (((0.27, 0.27), (0.73, 0.27), (0.27, 0.73), (0.73, 0.73)), ((0.5, 0.22), (0.22, 0.5), (0.78, 0.5), (0.5, 0.78))),
}
"""Where the things of a scene may stand, by how many there are: parts of width and height."""
RADIUS_MAX = 0.44
OVERSIZE_SIDE_PX = 160
"""Pictures up to this side are drawn at three times their size, larger ones at twice."""


def scene_draw(scene: Scene, size_px: tuple[int, int]) -> Image.Image:
    """The RGB picture of a scene; the same scene gives the same picture, whatever else was drawn before."""
    rng = Random(scene.seed * 7919 + 1)
    oversize = 3 if max(size_px) <= OVERSIZE_SIDE_PX else 2
    large_px = (size_px[0] * oversize, size_px[1] * oversize)
    if scene.pattern:
        colors = color_jitter(rng, COLORS[scene.pattern.mark]), color_jitter(rng, COLORS[scene.pattern.ground])
        return pattern_draw(scene.pattern.name, large_px, colors, rng).resize(size_px, Image.Resampling.BOX)
    picture = backdrop_draw(scene.background, large_px, rng)
    _groups_draw(picture, scene.groups, rng)
    return picture.resize(size_px, Image.Resampling.BOX)


def _groups_draw(picture: Image.Image, groups: tuple[Group, ...], rng: Random) -> None:
    things = [group for group in groups for _ in range(group.count)]
    rng.shuffle(things)
    spots = rng.choice(SPOTS[len(things)])
    radius = _radius(spots)
    canvas = ImageDraw.Draw(picture)
    for group, spot in zip(things, spots, strict=True):
        THINGS[group.kind](_pen(canvas, picture.size, spot, radius * rng.uniform(0.72, 1.0), group.color, rng))


def _radius(spots: tuple[Point, ...]) -> float:
    """The largest radius at which neighbours do not touch and nothing leaves the picture, as part of the side."""
    edges = [min(x, y, 1 - x, 1 - y) for x, y in spots]
    gaps = [math.dist(a, b) / 2 for index, a in enumerate(spots) for b in spots[:index]]
    return min([RADIUS_MAX, *edges, *gaps]) * (0.95 if gaps else 1.0)


def _pen(
    canvas: ImageDraw.ImageDraw, size_px: tuple[int, int], spot: Point, radius: float, color: str, rng: Random
) -> Pen:
    side_px = min(size_px)
    slack = 0.05 if radius < 0.3 else 0.08
    x = (spot[0] + rng.uniform(-slack, slack)) * size_px[0]
    y = (spot[1] + rng.uniform(-slack, slack)) * size_px[1]
    angle = math.radians(rng.uniform(-16, 16))
    return Pen(canvas, (x, y), radius * side_px, angle, rng.random() < 0.5, color_jitter(rng, COLORS[color]))

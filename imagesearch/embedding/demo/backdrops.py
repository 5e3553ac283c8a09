"""What stands behind the things: plain colours, places, and the patterns that fill a picture on their own."""

import math
from collections.abc import Callable
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from imagesearch.embedding.demo.pen import color_mix
from imagesearch.embedding.demo.vocabulary import COLORS, RGB

Size = tuple[int, int]


def color_jitter(rng: Random, color: RGB, by: int = 12) -> RGB:
    """The colour as one of many pictures shows it: lighter or darker, and a little off."""
    shift = rng.randint(-by, by)
    red, green, blue = (min(255, max(0, part + shift + rng.randint(-by // 3, by // 3))) for part in color)
    return red, green, blue


def gradient_draw(size_px: Size, top: RGB, bottom: RGB) -> Image.Image:
    """An RGB picture that fades from the top colour to the bottom one."""
    column = Image.new("RGB", (1, 16))
    for row in range(16):
        column.putpixel((0, row), color_mix(top, bottom, row / 15))
    return column.resize(size_px, Image.Resampling.BILINEAR)


def backdrop_draw(name: str, size_px: Size, rng: Random) -> Image.Image:
    """An RGB picture of a background alone: a colour's name gives a plain one, anything else is a place."""
    if name in COLORS:
        color = color_jitter(rng, COLORS[name])
        return gradient_draw(size_px, color, color_mix(color, (0, 0, 0), rng.uniform(0, 0.08)))
    return _PLACES[name](size_px, rng)


def _sky(size_px: Size, rng: Random) -> Image.Image:
    width, height = size_px
    picture = gradient_draw(size_px, color_jitter(rng, (110, 178, 240)), (206, 230, 250))
    canvas = ImageDraw.Draw(picture)
    for _ in range(rng.randint(2, 4)):
        _cloud(canvas, rng.uniform(0, width), rng.uniform(0.05, 0.95) * height, rng.uniform(0.1, 0.17) * width)
    return picture


def _cloud(canvas: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    for dx, dy, scale in ((-1, 0.1, 0.7), (0, 0, 1), (1, 0.1, 0.75), (0.4, -0.35, 0.7)):
        cx, cy, radius = x + dx * r, y + dy * r, r * scale
        canvas.ellipse((cx - radius, cy - radius * 0.6, cx + radius, cy + radius * 0.6), fill=(252, 252, 253))


def _ground(size_px: Size, horizon: float, above: tuple[RGB, RGB], below: tuple[RGB, RGB]) -> Image.Image:
    width, height = size_px
    split = round(height * horizon)
    picture = gradient_draw(size_px, *above)
    picture.paste(gradient_draw((width, height - split), *below), (0, split))
    return picture


def _specks(picture: Image.Image, rng: Random, top: float, colors: list[RGB], size: float, count: int) -> None:
    width, height = picture.size
    canvas = ImageDraw.Draw(picture)
    for _ in range(count):
        x, y, r = rng.uniform(0, width), rng.uniform(top, 1) * height, rng.uniform(0.5, 1) * size * width
        canvas.ellipse((x - r, y - r, x + r, y + r), fill=rng.choice(colors))


def _grass(size_px: Size, rng: Random) -> Image.Image:
    horizon = rng.uniform(0.2, 0.4)
    green = color_jitter(rng, (104, 176, 70))
    picture = _ground(size_px, horizon, ((150, 204, 246), (214, 234, 250)), (green, color_mix(green, (0, 60, 0), 0.2)))
    canvas = ImageDraw.Draw(picture)
    width, height = size_px
    for _ in range(70):
        x, y = rng.uniform(0, width), rng.uniform(horizon + 0.04, 1) * height
        canvas.line((x, y, x + rng.uniform(-2, 2), y - height * 0.05), fill=(60, 128, 40), width=max(1, width // 90))
    return picture


def _beach(size_px: Size, rng: Random) -> Image.Image:
    horizon = rng.uniform(0.25, 0.4)
    sand = color_jitter(rng, (236, 212, 158), 8)
    picture = _ground(size_px, horizon, ((160, 212, 248), (220, 238, 250)), (sand, color_mix(sand, WARM, 0.3)))
    width, height = size_px
    sea = (0, round(height * (horizon - 0.12)), width, round(height * horizon))
    ImageDraw.Draw(picture).rectangle(sea, fill=(70, 150, 200))
    _specks(picture, rng, horizon + 0.02, [(206, 176, 116), (250, 234, 196)], 0.008, 60)
    return picture


WARM: Final = (210, 170, 100)


def _night(size_px: Size, rng: Random) -> Image.Image:
    picture = gradient_draw(size_px, (8, 10, 34), color_jitter(rng, (30, 34, 84)))
    _specks(picture, rng, 0.0, [(255, 255, 230), (220, 226, 255)], 0.014, rng.randint(22, 34))
    return picture


def _snow(size_px: Size, rng: Random) -> Image.Image:
    sky = color_jitter(rng, (150, 172, 200), 10)
    picture = _ground(
        size_px, rng.uniform(0.5, 0.7), (sky, color_mix(sky, (255, 255, 255), 0.3)), ((240, 244, 250), (252, 252, 255))
    )
    _specks(picture, rng, 0.0, [(255, 255, 255)], 0.02, rng.randint(40, 55))
    return picture


def _sea(size_px: Size, rng: Random) -> Image.Image:
    horizon = rng.uniform(0.25, 0.42)
    water = color_jitter(rng, (36, 112, 184))
    picture = _ground(size_px, horizon, ((196, 226, 248), (232, 242, 250)), (water, color_mix(water, (0, 30, 80), 0.4)))
    canvas = ImageDraw.Draw(picture)
    width, height = size_px
    for row in range(5):
        y = height * (horizon + 0.07 + row * (1 - horizon) / 5)
        points = [(x * width / 24, y + math.sin(x * 1.6 + row) * height * 0.012) for x in range(25)]
        canvas.line(points, fill=color_mix(water, (255, 255, 255), 0.5), width=max(1, width // 70))
    return picture


def _wall(size_px: Size, rng: Random) -> Image.Image:
    width, height = size_px
    picture = Image.new("RGB", size_px, (206, 196, 186))
    canvas = ImageDraw.Draw(picture)
    rows = rng.randint(7, 10)
    brick_height, brick_width, gap = height / rows, width / (rows * 0.5), max(1.0, height / rows * 0.14)
    for row in range(rows):
        for column in range(-1, rows // 2 + 2):
            x, y = (column + (row % 2) / 2) * brick_width, row * brick_height
            box = (x, y, x + brick_width - gap, y + brick_height - gap)
            canvas.rectangle(box, fill=color_jitter(rng, (170, 84, 62), 14))
    return picture


_PLACES: Final[dict[str, Callable[[Size, Random], Image.Image]]] = {
    "sky": _sky,
    "grass": _grass,
    "beach": _beach,
    "night": _night,
    "snow": _snow,
    "sea": _sea,
    "wall": _wall,
}

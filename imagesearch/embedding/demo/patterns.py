"""The patterns: marks repeated over the whole picture."""

import math
from collections.abc import Callable
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from imagesearch.embedding.demo.vocabulary import RGB

Canvas = ImageDraw.ImageDraw


def pattern_draw(name: str, size_px: tuple[int, int], colors: tuple[RGB, RGB], rng: Random) -> Image.Image:
    """An RGB picture filled with a pattern: marks of the first colour on a ground of the second."""
    side_px = round(max(size_px) * 1.5)
    sheet = Image.new("RGB", (side_px, side_px), colors[1])
    _PATTERNS[name](ImageDraw.Draw(sheet), side_px, side_px / rng.uniform(8, 15), colors[0])
    turned = sheet.rotate(_angle(name, rng), Image.Resampling.BILINEAR, fillcolor=colors[1])
    left, top = (side_px - size_px[0]) // 2, (side_px - size_px[1]) // 2
    return turned.crop((left, top, left + size_px[0], top + size_px[1]))


def _angle(name: str, rng: Random) -> float:
    turns = (0, 45, 90, 135) if name == "stripes" else (0, 90) if name in {"zigzag", "waves"} else (0,)
    return rng.choice(turns) + rng.uniform(-6, 6)


def _stripes(canvas: Canvas, side_px: int, step: float, color: RGB) -> None:
    for row in range(math.ceil(side_px / step)):
        canvas.rectangle((0, row * step, side_px, row * step + step / 2), fill=color)


def _dots(canvas: Canvas, side_px: int, step: float, color: RGB) -> None:
    cells = math.ceil(side_px / step) + 1
    for row in range(cells):
        for column in range(cells):
            x, y, r = (column + (row % 2) / 2) * step, row * step, step * 0.31
            canvas.ellipse((x - r, y - r, x + r, y + r), fill=color)


def _checks(canvas: Canvas, side_px: int, step: float, color: RGB) -> None:
    cells = math.ceil(side_px / step) + 1
    for row in range(cells):
        for column in range(row % 2, cells, 2):
            canvas.rectangle((column * step, row * step, (column + 1) * step, (row + 1) * step), fill=color)


def _zigzag(canvas: Canvas, side_px: int, step: float, color: RGB) -> None:
    for row in range(-1, math.ceil(side_px / step) + 1):
        points = [
            (x * step / 1.5, row * step + (x % 2) * step * 0.7) for x in range(math.ceil(side_px / step * 1.5) + 2)
        ]
        canvas.line(points, fill=color, width=round(step * 0.42), joint="curve")


def _waves(canvas: Canvas, side_px: int, step: float, color: RGB) -> None:
    for row in range(-1, math.ceil(side_px / step) + 1):
        points = [(x, row * step + math.sin(x / step * 2.4) * step * 0.3) for x in range(0, side_px, 3)]
        canvas.line(points, fill=color, width=round(step * 0.4), joint="curve")


def _triangles(canvas: Canvas, side_px: int, step: float, color: RGB) -> None:
    cells = math.ceil(side_px / step) + 1
    for row in range(cells):
        for column in range(-1, cells):
            x, y = (column + (row % 2) / 2) * step, row * step
            canvas.polygon(
                [(x, y + step * 0.85), (x + step * 0.85, y + step * 0.85), (x + step * 0.425, y)], fill=color
            )


_PATTERNS: Final[dict[str, Callable[[Canvas, int, float, RGB], None]]] = {
    "stripes": _stripes,
    "dots": _dots,
    "checks": _checks,
    "zigzag": _zigzag,
    "waves": _waves,
    "triangles": _triangles,
}

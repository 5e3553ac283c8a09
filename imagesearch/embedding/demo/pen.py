"""A pen that draws in the unit square of one thing, wherever, however large and however turned that thing stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw

from imagesearch.embedding.demo.vocabulary import RGB

Point = tuple[float, float]
OVAL_STEPS = 28


def color_mix(first: RGB, second: RGB, share: float) -> RGB:
    """`share` of the second colour in the first, 0 to 1."""
    mixed = [round(a + (b - a) * share) for a, b in zip(first, second, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def oval_points(center: Point, radii: Point, start: float = 0.0, stop: float = 360.0) -> list[Point]:
    """The outline of an oval, or of the part of it between two angles in degrees (0 is right, 90 is down)."""
    angles = [math.radians(start + (stop - start) * step / OVAL_STEPS) for step in range(OVAL_STEPS + 1)]
    return [(center[0] + radii[0] * math.cos(a), center[1] + radii[1] * math.sin(a)) for a in angles]


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws in unit coordinates: x to the right and y down, each from -1 to 1."""

    canvas: ImageDraw.ImageDraw
    center_px: Point
    radius_px: float
    angle: float
    is_mirrored: bool
    main: RGB

    @property
    def dark(self) -> RGB:
        return color_mix(self.main, (0, 0, 0), 0.35)

    @property
    def light(self) -> RGB:
        return color_mix(self.main, (255, 255, 255), 0.45)

    @property
    def ink(self) -> RGB:
        """The outline: dark, and on dark things a grey that still shows."""
        return (96, 96, 100) if sum(self.main) < 150 else color_mix(self.main, (0, 0, 0), 0.62)

    @property
    def line_px(self) -> int:
        return max(1, round(self.radius_px * 0.06))

    def pixel(self, point: Point) -> Point:
        x, y = (-point[0] if self.is_mirrored else point[0]), point[1]
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return (
            self.center_px[0] + self.radius_px * (x * cos - y * sin),
            self.center_px[1] + self.radius_px * (x * sin + y * cos),
        )

    def polygon(self, points: Sequence[Point], fill: RGB | None = None, *, is_outlined: bool = True) -> None:
        pixels = [self.pixel(point) for point in points]
        self.canvas.polygon(pixels, fill=fill or self.main)
        if is_outlined:
            self.canvas.line([*pixels, pixels[0]], fill=self.ink, width=self.line_px, joint="curve")

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB | None = None) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def oval(self, center: Point, radii: Point, fill: RGB | None = None, *, is_outlined: bool = True) -> None:
        self.polygon(oval_points(center, radii), fill, is_outlined=is_outlined)

    def line(self, points: Sequence[Point], width: float, fill: RGB | None = None) -> None:
        width_px = max(1, round(width * self.radius_px))
        self.canvas.line([self.pixel(p) for p in points], fill=fill or self.main, width=width_px, joint="curve")

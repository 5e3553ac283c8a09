"""How each kind of thing is drawn: a few strokes each, the colour of the thing on most of its area."""

import math
from collections.abc import Callable
from typing import Final

from imagesearch.embedding.demo.pen import Pen, oval_points

WOOD: Final = (120, 84, 52)
DARK: Final = (44, 44, 48)
PALE: Final = (244, 236, 214)
GLASS: Final = (206, 230, 244)
STEM: Final = (60, 130, 56)
BEAK: Final = (250, 170, 40)


def _apple(pen: Pen) -> None:
    pen.line([(0, -0.45), (0.1, -0.95)], 0.12, WOOD)
    pen.polygon(oval_points((0.38, -0.75), (0.3, 0.14)), STEM)
    outline = oval_points((-0.36, 0.15), (0.5, 0.72), 80, 290) + oval_points((0.36, 0.15), (0.5, 0.72), 250, 460)
    pen.polygon(outline)
    pen.oval((-0.45, -0.1), (0.12, 0.22), pen.light, is_outlined=False)


def _balloon(pen: Pen) -> None:
    pen.line([(0, 0.45), (0.1, 0.62), (-0.08, 0.8), (0.05, 1)], 0.05, DARK)
    pen.oval((0, -0.28), (0.58, 0.7))
    pen.polygon([(0, 0.4), (0.13, 0.55), (-0.13, 0.55)])
    pen.oval((-0.22, -0.5), (0.12, 0.2), pen.light, is_outlined=False)


def _bicycle(pen: Pen) -> None:
    for x in (-0.56, 0.56):
        pen.line(oval_points((x, 0.3), (0.4, 0.4)), 0.1, DARK)
    frame = [(-0.56, 0.3), (-0.2, -0.3), (0.4, -0.3), (-0.02, 0.3), (-0.56, 0.3)]
    pen.line(frame, 0.16)
    pen.line([(-0.26, -0.46), (-0.02, 0.3)], 0.16)
    pen.line([(0.56, 0.3), (0.34, -0.58), (0.6, -0.62)], 0.16)
    pen.line([(-0.44, -0.48), (-0.1, -0.48)], 0.14)


def _bird(pen: Pen) -> None:
    pen.polygon([(-0.5, 0.1), (-1, -0.15), (-0.95, 0.25)], pen.dark)
    pen.polygon([(0.75, -0.4), (1, -0.28), (0.72, -0.18)], BEAK)
    pen.line([(-0.05, 0.55), (-0.05, 0.95)], 0.07, BEAK)
    pen.line([(0.15, 0.55), (0.15, 0.95)], 0.07, BEAK)
    pen.oval((0, 0.15), (0.62, 0.46))
    pen.oval((0.5, -0.32), (0.32, 0.32))
    pen.polygon([(-0.45, -0.1), (0.25, -0.05), (-0.25, 0.5)], pen.dark)
    pen.oval((0.58, -0.4), (0.07, 0.07), DARK if sum(pen.main) > 150 else PALE, is_outlined=False)


def _boat(pen: Pen) -> None:
    pen.line([(0, 0.4), (0, -1)], 0.09, WOOD)
    pen.polygon([(0.08, -0.95), (0.08, 0.2), (0.72, 0.2)])
    pen.polygon([(-0.08, -0.7), (-0.08, 0.2), (-0.55, 0.2)], pen.light)
    pen.polygon([(-0.95, 0.34), (0.95, 0.34), (0.58, 0.85), (-0.58, 0.85)])


def _butterfly(pen: Pen) -> None:
    for side in (-1, 1):
        pen.oval((0.45 * side, -0.35), (0.45, 0.42))
        pen.oval((0.36 * side, 0.38), (0.33, 0.36), pen.dark)
        pen.oval((0.5 * side, -0.36), (0.16, 0.16), pen.light, is_outlined=False)
        pen.line([(0, -0.5), (0.2 * side, -0.95)], 0.05, DARK)
    pen.oval((0, 0), (0.11, 0.6), DARK, is_outlined=False)


def _car(pen: Pen) -> None:
    pen.polygon([(-0.55, -0.05), (-0.35, -0.52), (0.3, -0.52), (0.6, -0.05)])
    pen.polygon([(-0.42, -0.05), (-0.28, -0.42), (-0.04, -0.42), (-0.04, -0.05)], GLASS)
    pen.polygon([(0.06, -0.05), (0.06, -0.42), (0.25, -0.42), (0.45, -0.05)], GLASS)
    pen.polygon([(-1, -0.02), (0.75, -0.05), (1, 0.12), (1, 0.4), (-1, 0.4)])
    for x in (-0.55, 0.55):
        pen.oval((x, 0.42), (0.25, 0.25), DARK)
        pen.oval((x, 0.42), (0.1, 0.1), GLASS, is_outlined=False)


def _cat(pen: Pen) -> None:
    for side in (-1, 1):
        pen.polygon([(0.2 * side, -0.5), (0.78 * side, -0.98), (0.78 * side, -0.1)])
    pen.oval((0, 0.12), (0.86, 0.76))
    eye = PALE if sum(pen.main) < 450 else DARK
    for side in (-1, 1):
        pen.oval((0.34 * side, -0.04), (0.14, 0.18), eye, is_outlined=False)
        pen.oval((0.34 * side, -0.02), (0.05, 0.14), (20, 60, 20), is_outlined=False)
        for y in (0.3, 0.45):
            pen.line([(0.2 * side, y), (1 * side, y + (y - 0.37))], 0.045, eye)
    pen.polygon([(-0.12, 0.22), (0.12, 0.22), (0, 0.38)], (240, 150, 160))


def _chair(pen: Pen) -> None:
    for x in (-0.5, 0.5):
        pen.box(x - 0.09, 0.2, x + 0.09, 1)
    pen.box(-0.6, -1, -0.36, 0.2)
    pen.box(0.36, -1, 0.6, 0.2)
    pen.box(-0.6, -1, 0.6, -0.62)
    pen.box(-0.5, -0.4, 0.5, -0.16)
    pen.box(-0.72, 0.06, 0.72, 0.34)


def _clock(pen: Pen) -> None:
    pen.oval((0, 0), (0.92, 0.92))
    pen.oval((0, 0), (0.66, 0.66), (250, 250, 246))
    for hour in range(12):
        x, y = math.cos(hour * math.pi / 6), math.sin(hour * math.pi / 6)
        pen.line([(0.5 * x, 0.5 * y), (0.6 * x, 0.6 * y)], 0.07, DARK)
    pen.line([(0, 0), (0, -0.48)], 0.09, DARK)
    pen.line([(0, 0), (0.32, 0.18)], 0.11, DARK)


def _cup(pen: Pen) -> None:
    pen.line(oval_points((0.6, 0.1), (0.3, 0.34)), 0.17, pen.ink)
    pen.line(oval_points((0.6, 0.1), (0.3, 0.34)), 0.1)
    pen.polygon([(-0.8, -0.5), (0.6, -0.5), (0.45, 0.8), (-0.65, 0.8)])
    pen.oval((-0.1, -0.5), (0.7, 0.17), (92, 58, 38))
    pen.line([(-0.1, -0.7), (0, -0.82), (-0.1, -1)], 0.06, (200, 200, 205))


def _fish(pen: Pen) -> None:
    pen.polygon([(-0.45, 0), (-1, -0.5), (-0.88, 0), (-1, 0.5)], pen.dark)
    pen.polygon([(-0.2, -0.35), (0.1, -0.75), (0.35, -0.35)], pen.dark)
    pen.oval((0.2, 0), (0.78, 0.48))
    pen.line(oval_points((0.3, 0), (0.22, 0.36), 110, 250), 0.07, pen.ink)
    pen.oval((0.62, -0.12), (0.12, 0.12), (250, 250, 250), is_outlined=False)
    pen.oval((0.65, -0.12), (0.06, 0.06), DARK, is_outlined=False)


def _flower(pen: Pen) -> None:
    pen.line([(0, 0.1), (0.04, 1)], 0.1, STEM)
    pen.polygon(oval_points((0.28, 0.72), (0.26, 0.1)), STEM)
    for petal in range(6):
        angle = petal * math.pi / 3
        pen.oval((0.42 * math.cos(angle), -0.3 + 0.42 * math.sin(angle)), (0.27, 0.27))
    pen.oval((0, -0.3), (0.24, 0.24), (120, 70, 20) if pen.main[2] < 90 else (250, 205, 60))


def _heart(pen: Pen) -> None:
    steps = [step * 2 * math.pi / 40 for step in range(40)]
    curve = [(math.sin(t) ** 3, _heart_y(t)) for t in steps]
    pen.polygon([(0.95 * x, y) for x, y in curve])
    pen.oval((-0.45, -0.4), (0.14, 0.18), pen.light, is_outlined=False)


def _heart_y(t: float) -> float:
    return -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 16


def _house(pen: Pen) -> None:
    pen.box(0.4, -0.9, 0.62, -0.3, pen.dark)
    pen.box(-0.75, -0.15, 0.75, 0.95)
    pen.polygon([(-1, -0.1), (0, -0.95), (1, -0.1)], pen.dark)
    pen.box(-0.15, 0.35, 0.2, 0.95, WOOD)
    for left in (-0.58, 0.35):
        pen.box(left, 0.12, left + 0.28, 0.42, (255, 240, 150))


def _ice_cream(pen: Pen) -> None:
    pen.polygon([(-0.45, 0), (0.45, 0), (0, 1)], (222, 170, 98))
    pen.line([(-0.25, 0.1), (0.14, 0.65)], 0.04, (160, 108, 50))
    pen.line([(0.25, 0.1), (-0.14, 0.65)], 0.04, (160, 108, 50))
    pen.oval((-0.26, -0.25), (0.36, 0.36))
    pen.oval((0.26, -0.25), (0.36, 0.36))
    pen.oval((0, -0.6), (0.36, 0.36))


def _key(pen: Pen) -> None:
    for x in (0.5, 0.78):
        pen.box(x, 0.05, x + 0.15, 0.45)
    pen.box(-0.2, -0.12, 1, 0.14)
    pen.line(oval_points((-0.52, 0), (0.38, 0.38)), 0.3, pen.ink)
    pen.line(oval_points((-0.52, 0), (0.38, 0.38)), 0.22)


def _leaf(pen: Pen) -> None:
    upper = [(-0.8 + 1.7 * t, -0.55 * math.sin(math.pi * t) ** 0.8) for t in [s / 14 for s in range(15)]]
    pen.line([(-1, 0), (-0.7, 0)], 0.1, pen.ink)
    pen.polygon(upper + [(x, -y) for x, y in reversed(upper)])
    pen.line([(-0.8, 0), (0.8, 0)], 0.06, pen.ink)
    for x in (-0.4, 0.0, 0.35):
        for side in (-1, 1):
            pen.line([(x, 0), (x + 0.25, 0.32 * side)], 0.05, pen.ink)


def _moon(pen: Pen) -> None:
    outer = oval_points((0, 0), (0.85, 0.9), 55, 305)
    inner = oval_points((0.34, 0), (0.62, 0.74), 275, 85)
    pen.polygon(outer + inner)


def _mushroom(pen: Pen) -> None:
    pen.polygon([(-0.24, 0), (0.24, 0), (0.34, 0.92), (-0.34, 0.92)], PALE)
    pen.polygon(oval_points((0, 0.12), (0.92, 1.0), 180, 360))
    for x, y, r in ((-0.45, -0.25, 0.14), (0.05, -0.5, 0.17), (0.5, -0.2, 0.13)):
        pen.oval((x, y), (r, r), pen.light if sum(pen.main) > 650 else (250, 250, 250))


def _plane(pen: Pen) -> None:
    pen.polygon([(0.25, -0.1), (-0.25, -1), (-0.5, -1), (-0.2, 0), (-0.5, 1), (-0.25, 1), (0.25, 0.1)], pen.dark)
    pen.polygon([(-0.65, 0), (-1, -0.42), (-0.82, 0), (-1, 0.42)], pen.dark)
    pen.oval((0, 0), (0.98, 0.2))
    pen.oval((0.72, 0), (0.12, 0.1), GLASS, is_outlined=False)


def _rocket(pen: Pen) -> None:
    pen.polygon([(-0.2, 0.6), (0, 1), (0.2, 0.6)], BEAK)
    for side in (-1, 1):
        pen.polygon([(0.28 * side, 0.15), (0.7 * side, 0.75), (0.24 * side, 0.6)], pen.dark)
    pen.polygon(
        [
            (0, -1),
            *oval_points((0, 0), (0.34, 0.85), 300, 400),
            (0.26, 0.62),
            (-0.26, 0.62),
            *oval_points((0, 0), (0.34, 0.85), 140, 240),
        ]
    )
    pen.oval((0, -0.2), (0.16, 0.16), GLASS)


def _star(pen: Pen) -> None:
    radii = [1 if corner % 2 == 0 else 0.42 for corner in range(10)]
    pen.polygon([(r * math.sin(i * math.pi / 5), -r * math.cos(i * math.pi / 5)) for i, r in enumerate(radii)])


def _sun(pen: Pen) -> None:
    for ray in range(10):
        angle = ray * math.pi / 5
        pen.line([(0.6 * math.cos(angle), 0.6 * math.sin(angle)), (math.cos(angle), math.sin(angle))], 0.15)
    pen.oval((0, 0), (0.52, 0.52))
    for side in (-1, 1):
        pen.oval((0.18 * side, -0.1), (0.06, 0.08), pen.ink, is_outlined=False)
    pen.line(oval_points((0, 0.06), (0.24, 0.2), 20, 160), 0.06, pen.ink)


def _tree(pen: Pen) -> None:
    pen.box(-0.14, 0.25, 0.14, 1, WOOD)
    pen.oval((-0.4, 0.05), (0.42, 0.38))
    pen.oval((0.4, 0.05), (0.42, 0.38))
    pen.oval((0, -0.4), (0.55, 0.55))
    pen.oval((0, 0), (0.5, 0.35), is_outlined=False)


def _umbrella(pen: Pen) -> None:
    pen.line([(0, -1), (0, 0.75), *oval_points((0.16, 0.75), (0.16, 0.18), 180, 0)], 0.09, DARK)
    pen.polygon(oval_points((0, 0), (0.98, 0.85), 180, 360))
    for x in (-0.66, 0.0, 0.66):
        pen.oval((x, 0), (0.33, 0.12), pen.dark)
    for x in (-0.33, 0.33):
        pen.line([(x, 0), (0, -0.85)], 0.05, pen.ink)


THINGS: Final[dict[str, Callable[[Pen], None]]] = {
    "apple": _apple,
    "balloon": _balloon,
    "bicycle": _bicycle,
    "bird": _bird,
    "boat": _boat,
    "butterfly": _butterfly,
    "car": _car,
    "cat": _cat,
    "chair": _chair,
    "clock": _clock,
    "cup": _cup,
    "fish": _fish,
    "flower": _flower,
    "heart": _heart,
    "house": _house,
    "ice cream": _ice_cream,
    "key": _key,
    "leaf": _leaf,
    "moon": _moon,
    "mushroom": _mushroom,
    "plane": _plane,
    "rocket": _rocket,
    "star": _star,
    "sun": _sun,
    "tree": _tree,
    "umbrella": _umbrella,
}

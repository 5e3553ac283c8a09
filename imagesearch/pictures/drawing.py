"""Draws one vector graphic: `python drawing.py WIDTH HEIGHT`, SVG on stdin, PNG on stdout.

A process of its own, for a graphic may ask for hours of work; and one that can open no file, whatever the graphic names.
"""

import resource
import sys
from typing import Final

import resvg_py

CPU_SECONDS: Final = 5
MEMORY_BYTES: Final = 600_000_000


def main() -> None:
    """Read everything first, then let go of the world, then draw."""
    width, height = (int(argument) for argument in sys.argv[1:3])
    text = sys.stdin.read()
    for limit, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    png = resvg_py.svg_to_bytes(svg_string=text, width=width, height=height, skip_system_fonts=True)
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()

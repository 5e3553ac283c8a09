"""Has a JPEG decoded at 1/8, 1/4, 3/8 or 1/2: most of what a thumbnail would throw away is never computed."""

from typing import Final

from PIL.ImageFile import _Tile
from PIL.JpegImagePlugin import JpegImageFile

EIGHTHS: Final = {1: 8, 2: 4, 3: 3, 4: 2}
"""Pillow has the library decode at 1 / n, which rounds up to whole eighths: 1 / 3 gives three."""


def jpeg_drafted(image: JpegImageFile, size: tuple[int, int]) -> None:
    """Set a JPEG that is not decoded yet to the smallest scale that is not below a size; its own size changes at once.

    Pillow's own `draft` knows 1/8, 1/4 and 1/2 only; 3/8 serves short sides of 683 to 1,023 px for 256, the most usual
    ones, and leaves nothing to be scaled afterwards.
    """
    if len(image.tile) != 1 or image.decoderconfig:
        return
    eighths = next((each for each in EIGHTHS if _at_least(_scaled(image.size, each), size)), 0)
    if not eighths:
        return
    tile, scaled = image.tile[0], _scaled(image.size, eighths)
    image.tile = [_Tile(tile.codec_name, (0, 0, *scaled), tile.offset, tile.args)]
    image.decoderconfig = (EIGHTHS[eighths], 0)
    image._size = scaled  # noqa: SLF001  as `draft` does


def _scaled(size: tuple[int, int], eighths: int) -> tuple[int, int]:
    """As the library rounds: up."""
    width, height = size
    return -(-width * eighths // 8), -(-height * eighths // 8)


def _at_least(size: tuple[int, int], wanted: tuple[int, int]) -> bool:
    return size[0] >= wanted[0] and size[1] >= wanted[1]

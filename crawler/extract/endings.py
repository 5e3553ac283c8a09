"""What the ending of an address says about it; a hint only, bytes decide."""

from typing import Final

IMAGE_EXTENSIONS: Final = frozenset(
    ("jpg", "jpeg", "jfif", "pjpeg", "pjp", "png", "apng", "gif", "webp", "avif", "bmp", "ico", "cur", "tif", "tiff", "svg",
     "svgz")
)  # fmt: skip


def has_image_extension(reference: str) -> bool:
    """Whether the path of a reference ends like a picture."""
    path = reference.partition("#")[0].partition("?")[0]
    return path[-7:].rpartition(".")[2].lower() in IMAGE_EXTENSIONS and "." in path[-7:]

"""What the ending of an address says about it; a hint only, bytes decide."""

import re
from typing import Final

IMAGE_EXTENSION: Final = re.compile(
    r"\.(?:jpe?g|jfif|pjpeg|pjp|png|apng|gif|webp|avif|bmp|ico|cur|tiff?|svgz?)\Z", re.IGNORECASE
)


def has_image_extension(reference: str) -> bool:
    """Whether the path of a reference ends like a picture."""
    path = reference.partition("#")[0].partition("?")[0]
    return IMAGE_EXTENSION.search(path[-8:]) is not None

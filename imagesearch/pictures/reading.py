"""Reads a picture: the header is judged first, then it is decoded once at reduced scale, upright, in sRGB, on white."""

import hashlib
import io
import threading
import warnings
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from imagesearch import env
from imagesearch.core.errors import Rejected
from imagesearch.pictures.apart import decoded_apart
from imagesearch.pictures.colors import dominant_color, has_narrow_range, miniature_of, rgb_on_plain
from imagesearch.pictures.jpeg import jpeg_drafted
from imagesearch.pictures.parts import has_sane_parts
from imagesearch.pictures.sniffing import is_image, is_other_picture, is_svg
from imagesearch.pictures.vectors import VectorBroken, vector_drawn, vector_read, vector_unpacked
from imagesearch.pictures.webp import webp_scaled

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "ICO", "TIFF")
"""What browsers show, and TIFF; Pillow's forty other parsers are never reached."""
THUMBNAIL_QUALITY: Final = 82
ASPECT_MAX: Final = 4
"""The long side of a thumbnail is at most this many short sides: a strip of a million pixels stays small."""
SIDE_ROOM: Final = 1.25
"""A picture whose short side is up to so many times the one wanted is not scaled: that would cost half as much as decoding it."""
ORIENTATION_TAG: Final = 0x0112
ORIENTATIONS_TURNED: Final = frozenset({5, 6, 7, 8})
"""Width and height change places."""

COPIED_FORMATS: Final = frozenset({"WEBP", "AVIF"})
"""Their decoders hold several copies of the whole picture, 16 bytes a pixel and more: half the limit applies."""
COEFFICIENTS_MAX_BYTES: Final = 240_000_000
"""Of a progressive JPEG, which is held whole at two bytes a sample, at whatever scale it is decoded: 40 megapixels in colour."""
PIXEL_BYTES: Final = {"WEBP": 16, "AVIF": 9}
"""Taken while such a picture is decoded, with all copies."""
PIXEL_BYTES_OTHERS: Final = 4
HEAVY_BYTES: Final = 12_000_000
APART_BYTES: Final = 64_000_000
"""More than this is worth a process, which costs half a second."""
_HEAVY: Final = threading.Lock()

# Pillow refuses above twice its limit by itself, also for pictures inside pictures; ours is that limit.
Image.MAX_IMAGE_PIXELS = env.IMAGE_MAX_PIXELS // 2
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


class PictureRejected(Rejected):
    """Not a picture to be indexed; the code is a key of `crawls.states.IMAGE_REASONS`, the fields say what is known."""

    code = "broken"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the index wants it."""

    sha256: str
    format: str
    width: int
    height: int
    color: str
    is_flat: bool
    thumbnail_jpeg: bytes


def picture_read(body: bytes, *, side_px: int, min_side_px: int = 1) -> Picture:
    """Decode a picture.

    Args:
        body: bytes from anywhere.
        side_px: short side of the thumbnail at least, and at most a quarter more; smaller pictures are not enlarged.
        min_side_px: pictures with a shorter side are rejected unread.

    Returns:
        Size as displayed (EXIF orientation applied), and a JPEG without any metadata of the original.

    Raises:
        PictureRejected: with a code of `IMAGE_REASONS`; width, height and format in `fields` once they are known.
    """
    if not body:
        raise PictureRejected("The answer has no content.", code="empty")
    if is_svg(source := vector_unpacked(body)):
        return replace(_drawn(source, side_px, min_side_px), sha256=hashlib.sha256(body).hexdigest())
    image = _opened(body)
    size = {"width": image.width, "height": image.height, "format": _format(image)}
    _check_pixels(image, size)
    _check_side(size, min_side_px)
    try:
        return _decoded_in_turn(image, body, side_px)
    except Exception as error:  # any of Pillow's parsers, with whatever a hostile file makes it raise
        raise PictureRejected("The picture is damaged or cut off.", code="broken", **size) from error


def _drawn(body: bytes, side_px: int, min_side_px: int) -> Picture:
    """A vector graphic, drawn at the size of the thumbnail; its own size is what it says."""
    try:
        vector = vector_read(body)
        size: dict[str, Any] = {"width": vector.width, "height": vector.height, "format": "SVG"}
        _check_side(size, min_side_px)
        width, height = _scaled((vector.width, vector.height), side_px)
        png = vector_drawn(vector, width=width, height=height)
    except VectorBroken as error:
        raise PictureRejected("The vector graphic could not be drawn.", code="vector_graphic", format="SVG") from error
    return replace(_decoded(_opened(png), body, side_px), **size)


def _check_pixels(image: Image.Image, size: Mapping[str, Any]) -> None:
    pixels_max = env.IMAGE_MAX_PIXELS // (2 if image.format in COPIED_FORMATS else 1)
    if image.width * image.height > pixels_max or _coefficients_bytes(image) > COEFFICIENTS_MAX_BYTES:
        raise PictureRejected(f"The picture has more than {pixels_max} pixels.", code="too_many_pixels", **size)


def _coefficients_bytes(image: Image.Image) -> int:
    """What libjpeg must hold of a progressive picture; 0 for all others."""
    if not isinstance(image, JpegImageFile) or not image.info.get("progressive"):
        return 0
    shares = [across * down for _, across, down, _ in image.layer]
    return 2 * image.width * image.height * sum(shares) // max(shares, default=1)


def _check_side(size: Mapping[str, Any], min_side_px: int) -> None:
    if min(size["width"], size["height"]) < min_side_px:
        raise PictureRejected(f"The picture's shorter side is below {min_side_px} pixels.", code="too_small", **size)


def picture_decoded(body: bytes, *, side_px: int) -> Picture:
    """Decode a picture whose header was judged before; raises whatever Pillow does."""
    return _decoded(_opened(body), body, side_px)


def _decoded_in_turn(image: Image.Image, body: bytes, side_px: int) -> Picture:
    """Large pictures that must be decoded in full take turns, and the largest of them leave no trace in this process."""
    bytes_ = _decoding_bytes(image)
    with _HEAVY if bytes_ > HEAVY_BYTES else nullcontext():
        if bytes_ <= APART_BYTES:
            return _decoded(image, body, side_px)
        facts, thumbnail_jpeg = decoded_apart(body, side_px=side_px)
        return Picture(**facts, thumbnail_jpeg=thumbnail_jpeg)


def _decoding_bytes(image: Image.Image) -> int:
    """About what decoding takes, whatever size is wanted; a JPEG that is not progressive is decoded small."""
    if image.format in ("JPEG", "MPO"):
        return _coefficients_bytes(image)
    if image.format == "WEBP" and image.mode == "RGB" and not getattr(image, "is_animated", False):
        return image.width * image.height  # decoded small as well
    return image.width * image.height * PIXEL_BYTES.get(image.format or "", PIXEL_BYTES_OTHERS)


def _opened(body: bytes) -> Image.Image:
    if not has_sane_parts(body):
        raise PictureRejected("The file has more parts than a picture needs.", code="broken")
    try:
        return Image.open(io.BytesIO(body), formats=FORMATS)
    except Image.DecompressionBombError:
        raise PictureRejected(
            f"The picture has more than {env.IMAGE_MAX_PIXELS} pixels.", code="too_many_pixels"
        ) from None
    except UnidentifiedImageError:
        raise _unidentified(body) from None
    except Exception as error:  # a header that one of Pillow's parsers stumbles over
        raise PictureRejected("The picture is damaged or cut off.", code="broken") from error


def _unidentified(body: bytes) -> PictureRejected:
    if is_image(body):
        return PictureRejected("The picture is damaged or cut off.", code="broken")
    if is_other_picture(body):
        return PictureRejected("A picture format that is not decoded here.", code="unsupported_format")
    return PictureRejected("These bytes are not a picture.", code="not_an_image")


def _decoded(image: Image.Image, body: bytes, side_px: int) -> Picture:
    kind = _format(image)
    orientation = image.getexif().get(ORIENTATION_TAG, 1)
    width, height = image.size[::-1] if orientation in ORIENTATIONS_TURNED else image.size
    thumbnail = _thumbnail(image, body, side_px)
    if orientation != 1:
        thumbnail.getexif()[ORIENTATION_TAG] = orientation
        thumbnail = ImageOps.exif_transpose(thumbnail)
    miniature = miniature_of(thumbnail)
    return Picture(
        sha256=hashlib.sha256(body).hexdigest(),
        format=kind,
        width=width,
        height=height,
        color=dominant_color(miniature),
        is_flat=has_narrow_range(miniature) and has_narrow_range(thumbnail),
        thumbnail_jpeg=_jpeg(thumbnail),
    )


def _thumbnail(image: Image.Image, body: bytes, side_px: int) -> Image.Image:
    """A new RGB picture that carries nothing but pixels."""
    size = _thumbnail_size(image.size, side_px)
    if image.format == "WEBP" and size[0] < image.width and size[1] < image.height:
        image = _scaled_webp(image, body, size)
    if isinstance(image, JpegImageFile):
        jpeg_drafted(image, size)
        size = _thumbnail_size(image.size, side_px)
    profile = image.info.get("icc_profile")
    return rgb_on_plain(image, size, profile if isinstance(profile, bytes) else None)


def _scaled_webp(image: Image.Image, body: bytes, size: tuple[int, int]) -> Image.Image:
    """The picture at that size where it is still and opaque, else as it is."""
    scaled = webp_scaled(body, size)
    if scaled is None:
        return image
    scaled.info = {"icc_profile": image.info.get("icc_profile")}
    return scaled


def _thumbnail_size(size: tuple[int, int], side_px: int) -> tuple[int, int]:
    """The size itself where it is near enough, else one with the short side wanted, unless the long one is many times longer."""
    room_px = side_px * SIDE_ROOM
    return size if min(size) <= room_px and max(size) <= room_px * ASPECT_MAX else _scaled(size, side_px)


def _scaled(size: tuple[int, int], side_px: int) -> tuple[int, int]:
    """A size with the short side wanted, unless the long side is many times longer."""
    width, height = size
    scale = min(side_px / min(size), side_px * ASPECT_MAX / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _jpeg(thumbnail: Image.Image) -> bytes:
    out = io.BytesIO()
    thumbnail.save(out, "JPEG", quality=THUMBNAIL_QUALITY)
    return out.getvalue()


def _format(image: Image.Image) -> str:
    """The format by its common name; an MPO is a JPEG with further pictures behind it."""
    return "JPEG" if image.format == "MPO" else image.format or ""

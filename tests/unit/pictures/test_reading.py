"""Pictures of every kind, and bytes that only look like one."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageDraw

from imagesearch import env
from imagesearch.crawls.states import IMAGE_REASONS
from imagesearch.pictures.reading import PictureRejected, picture_read

SIDE_PX = 64
QUARTERS = {"red": (0, 0), "green": (1, 0), "blue": (0, 1), "yellow": (1, 1)}


def scene(mode: str = "RGB", size: tuple[int, int] = (200, 100)) -> Image.Image:
    """Four coloured quarters: shows at once whether a picture was turned."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    width, height = size[0] // 2, size[1] // 2
    for color, (column, row) in QUARTERS.items():
        draw.rectangle((column * width, row * height, (column + 1) * width - 1, (row + 1) * height - 1), fill=color)
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corners(jpeg: bytes) -> list[str]:
    """Names of the nearest colours in the four quarters, row by row."""
    image = Image.open(io.BytesIO(jpeg)).convert("RGB")
    names = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
    points = [(image.width * x // 4, image.height * y // 4) for y in (1, 3) for x in (1, 3)]
    return [
        min(names, key=lambda n: sum((a - b) ** 2 for a, b in zip(names[n], image.getpixel(p), strict=True)))
        for p in points
    ]


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and gives nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("JPEG", "RGB", "JPEG"),
        ("JPEG", "CMYK", "JPEG"),
        ("MPO", "RGB", "JPEG"),
        ("PNG", "RGB", "PNG"),
        ("PNG", "P", "PNG"),
        ("PNG", "RGBA", "PNG"),
        ("GIF", "P", "GIF"),
        ("WEBP", "RGB", "WEBP"),
        ("AVIF", "RGB", "AVIF"),
        ("BMP", "RGB", "BMP"),
        ("TIFF", "RGB", "TIFF"),
        ("TIFF", "CMYK", "TIFF"),
    ],
)
def test_picture_of_a_format_is_read_upright(kind: str, mode: str, expected: str) -> None:
    picture = picture_read(encoded(scene(mode), kind), side_px=SIDE_PX)
    assert (picture.format, picture.width, picture.height) == (expected, 200, 100)
    assert corners(picture.thumbnail_jpeg) == list(QUARTERS)
    assert Image.open(io.BytesIO(picture.thumbnail_jpeg)).size == (128, 64)
    assert not picture.is_flat


@pytest.mark.parametrize("mode", ["L", "LA", "1", "PA"])
def test_picture_of_an_odd_mode_is_read(mode: str) -> None:
    kind = "TIFF" if mode == "PA" else "PNG"
    image = Image.linear_gradient("L").resize((120, 80))
    picture = picture_read(encoded(image.convert(mode) if mode != "PA" else image.convert("LA"), kind), side_px=SIDE_PX)
    assert picture.width == 120
    assert not picture.is_flat


def test_picture_of_sixteen_bits_keeps_its_range() -> None:
    deep = Image.linear_gradient("L").resize((120, 80)).convert("I").point(lambda v: v * 257).convert("I;16")
    low, high = (
        Image.open(io.BytesIO(picture_read(encoded(deep, "PNG"), side_px=80).thumbnail_jpeg)).convert("L").getextrema()
    )
    assert low < 16
    assert high > 240


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_turned_by_exif_is_upright(orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = scene().transpose(turns[orientation]) if orientation > 1 else scene()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "SECRET-PLACE"
    picture = picture_read(encoded(stored, "JPEG", exif=exif), side_px=SIDE_PX)
    assert (picture.width, picture.height) == (200, 100)
    assert corners(picture.thumbnail_jpeg) == list(QUARTERS)
    assert b"SECRET-PLACE" not in picture.thumbnail_jpeg


def test_picture_large_jpeg_is_reduced_to_its_short_side() -> None:
    picture = picture_read(encoded(scene(size=(3000, 2000)), "JPEG"), side_px=SIDE_PX)
    assert Image.open(io.BytesIO(picture.thumbnail_jpeg)).size == (96, 64)


def test_picture_strip_stays_small() -> None:
    picture = picture_read(encoded(scene(size=(20_000, 40)), "PNG"), side_px=SIDE_PX)
    assert max(Image.open(io.BytesIO(picture.thumbnail_jpeg)).size) == SIDE_PX * 4


def test_picture_a_little_larger_is_not_scaled() -> None:
    sizes = [
        Image.open(
            io.BytesIO(picture_read(encoded(scene(size=(side, side)), "PNG"), side_px=SIDE_PX).thumbnail_jpeg)
        ).size
        for side in (SIDE_PX * 5 // 4, SIDE_PX * 5 // 4 + 1)
    ]
    assert sizes == [(80, 80), (64, 64)]


def test_color_is_that_of_the_largest_part_though_its_shades_differ() -> None:
    image = Image.linear_gradient("L").resize((200, 100)).point(lambda level: 118 + level // 12).convert("RGB")
    image.paste((200, 30, 30), (0, 0, 60, 100))
    color = bytes.fromhex(picture_read(encoded(image, "PNG"), side_px=SIDE_PX).color[1:])
    assert 122 <= min(color) <= max(color) <= 134


def test_picture_small_is_not_enlarged() -> None:
    assert Image.open(
        io.BytesIO(picture_read(encoded(scene(size=(40, 40)), "PNG"), side_px=SIDE_PX).thumbnail_jpeg)
    ).size == (40, 40)


def test_picture_transparent_parts_are_white() -> None:
    image = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((20, 20, 60, 60), fill=(200, 0, 0, 255))
    picture = picture_read(encoded(image, "PNG"), side_px=SIDE_PX)
    assert min(Image.open(io.BytesIO(picture.thumbnail_jpeg)).getpixel((2, 2))) > 245
    assert min(bytes.fromhex(picture.color[1:])) > 240


def test_picture_white_on_nothing_can_be_seen() -> None:
    image = Image.new("RGBA", (80, 80), (255, 255, 255, 0))
    ImageDraw.Draw(image).rectangle((20, 20, 60, 60), fill=(255, 255, 255, 255))
    assert not picture_read(encoded(image, "PNG"), side_px=SIDE_PX).is_flat


def test_picture_of_one_colour_is_flat() -> None:
    picture = picture_read(encoded(Image.new("RGB", (80, 80), (10, 20, 30)), "PNG"), side_px=SIDE_PX)
    assert picture.is_flat
    assert picture.color == "#0a141e"


def test_picture_animation_is_its_first_frame() -> None:
    frames = [Image.new("RGB", (60, 60), color) for color in ("red", "blue", "green")]
    picture = picture_read(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), side_px=SIDE_PX)
    assert picture.color in {"#ff0000", "#fe0000"}


def test_picture_of_an_icon_is_its_largest() -> None:
    body = io.BytesIO()
    scene().resize((256, 256)).save(body, "ICO", sizes=[(16, 16), (256, 256), (48, 48)])
    picture = picture_read(body.getvalue(), side_px=64, min_side_px=32)
    assert (picture.format, picture.width, picture.height) == ("ICO", 256, 256)


def test_picture_of_a_palette_with_transparency_is_on_white() -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 64, 8))
    body = io.BytesIO()
    image.save(body, "PNG", transparency=0)
    thumbnail = Image.open(io.BytesIO(picture_read(body.getvalue(), side_px=64).thumbnail_jpeg))
    assert min(thumbnail.crop((32, 40, 33, 41)).tobytes()) > 245


def test_picture_animated_webp_is_its_first_frame() -> None:
    body = io.BytesIO()
    first, second = (Image.new("RGB", (64, 64), color) for color in ("red", "blue"))
    first.paste((200, 0, 60), (0, 0, 20, 20))
    first.save(body, "WEBP", save_all=True, append_images=[second] * 500)
    assert picture_read(body.getvalue(), side_px=64).color.startswith("#f")


def test_picture_with_broken_profile_is_read() -> None:
    assert picture_read(encoded(scene(), "JPEG", icc_profile=b"nonsense" * 20), side_px=SIDE_PX).width == 200


def test_picture_with_profile_is_brought_to_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert corners(picture_read(encoded(scene(), "JPEG", icc_profile=lab), side_px=SIDE_PX).thumbnail_jpeg) == list(
        QUARTERS
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>not found</body></html>", "not_an_image"),
        (b"plain text, no picture", "not_an_image"),
        (random.Random(1).randbytes(5000), "not_an_image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="99"><circle r="9"/></svg>', "too_small"),
        (b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><g>', "vector_graphic"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "unsupported_format"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\0" * 100, "unsupported_format"),
        (b"%PDF-1.7\n", "unsupported_format"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (encoded(scene(), "JPEG")[:900], "broken"),
        (encoded(scene(), "PNG")[:200], "broken"),
        (png_header(13_000, 13_000), "too_many_pixels"),
        (png_header(60_000, 60_000), "too_many_pixels"),
        (png_header(4_000_000, 11), "too_many_pixels"),
        (encoded(Image.new("RGB", (31, 200)), "PNG"), "too_small"),
    ],
)
def test_picture_that_is_none_has_a_reason(body: bytes, code: str) -> None:
    with pytest.raises(PictureRejected) as caught:
        picture_read(body, side_px=SIDE_PX, min_side_px=32)
    assert caught.value.reason_code == code
    assert code in IMAGE_REASONS


def test_picture_too_small_says_its_size() -> None:
    with pytest.raises(PictureRejected) as caught:
        picture_read(encoded(Image.new("RGB", (8, 9)), "GIF"), side_px=SIDE_PX, min_side_px=32)
    assert caught.value.fields == {"width": 8, "height": 9, "format": "GIF"}


def test_picture_whose_decoder_needs_more_memory_has_half_the_limit() -> None:
    side = int((env.IMAGE_MAX_PIXELS // 2) ** 0.5) + 2
    body = encoded(Image.new("L", (side, side)), "WEBP", method=0, quality=1)
    with pytest.raises(PictureRejected) as caught:
        picture_read(body, side_px=SIDE_PX)
    assert caught.value.reason_code == "too_many_pixels"


def test_picture_limit_is_below_what_is_refused() -> None:
    assert env.IMAGE_MAX_PIXELS < 13_000 * 13_000


def reason(body: bytes) -> str:
    """Empty for a picture that can be read."""
    try:
        return "" if picture_read(body, side_px=SIDE_PX).thumbnail_jpeg else "nothing"
    except PictureRejected as rejected:
        return rejected.reason_code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_picture_mutated_is_read_or_rejected(kind: str) -> None:
    rng = random.Random(7)
    whole = encoded(scene(size=(60, 40)), kind)
    for _ in range(40):
        body = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        assert reason(bytes(body)) in IMAGE_REASONS

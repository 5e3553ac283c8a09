"""Decodes a still WebP straight to a small size, by the libwebp that Pillow brings: no full-size copy is ever made.

Pillow itself goes through the decoder for animations: four copies of the picture, 16 bytes a pixel, and twice the time.
"""

import ctypes
import ctypes.util
from functools import cache
from pathlib import Path
from typing import Final

import PIL
from PIL import Image

ABI_VERSION: Final = 0x0209
"""The library refuses another first byte; what follows it only ever grows at reserved places."""
STATUS_OK: Final = 0
MODE_RGB: Final = 0
_INT: Final = ctypes.c_int


class _Features(ctypes.Structure):
    _fields_ = [
        *((name, _INT) for name in ("width", "height", "has_alpha", "has_animation", "format")),
        ("pad", ctypes.c_uint32 * 5),
    ]


class _Pixels(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("stride", _INT), ("size", ctypes.c_size_t)]


class _Planes(ctypes.Structure):
    """The larger arm of the union in `_Buffer`: it gives that its size."""

    _fields_ = [
        ("data", ctypes.c_void_p * 4),
        ("strides", _INT * 4),
        ("sizes", ctypes.c_size_t * 4),
    ]


class _Union(ctypes.Union):
    _fields_ = [("pixels", _Pixels), ("planes", _Planes)]


class _Buffer(ctypes.Structure):
    _fields_ = [
        *((name, _INT) for name in ("colorspace", "width", "height", "is_external_memory")),
        ("union", _Union),
        ("pad", ctypes.c_uint32 * 4),
        ("private_memory", ctypes.c_void_p),
    ]


class _Options(ctypes.Structure):
    _fields_ = [
        *((name, _INT) for name in (
            "bypass_filtering", "no_fancy_upsampling", "use_cropping", "crop_left", "crop_top", "crop_width", "crop_height",
            "use_scaling", "scaled_width", "scaled_height", "use_threads", "dithering_strength", "flip",
            "alpha_dithering_strength",
        )),
        ("pad", ctypes.c_uint32 * 5),
    ]  # fmt: skip


class _Config(ctypes.Structure):
    _fields_ = [("input", _Features), ("output", _Buffer), ("options", _Options)]


def webp_scaled(body: bytes, size: tuple[int, int]) -> Image.Image | None:
    """A still WebP without transparency as an RGB picture of that size, which is smaller than its own.

    Returns:
        None where this way is not open: no such library, or a picture that it does not take; Pillow has the last word.
    """
    library = _library()
    config = _Config()
    if library is None or not library.WebPInitDecoderConfigInternal(ctypes.byref(config), ABI_VERSION):
        return None
    status = library.WebPGetFeaturesInternal(body, len(body), ctypes.byref(config.input), ABI_VERSION)
    if status != STATUS_OK or config.input.has_alpha or config.input.has_animation:
        return None
    pixels = _output(config, size)
    if library.WebPDecode(body, len(body), ctypes.byref(config)) != STATUS_OK:
        return None
    return Image.frombytes("RGB", size, bytes(pixels))


def _output(config: _Config, size: tuple[int, int]) -> "ctypes.Array[ctypes.c_char]":
    """Have it written into memory of ours, at that size."""
    width, height = size
    pixels = ctypes.create_string_buffer(width * height * 3)
    config.options.use_scaling, config.options.scaled_width, config.options.scaled_height = 1, width, height
    config.output.colorspace, config.output.is_external_memory = MODE_RGB, 1
    config.output.union.pixels = _Pixels(ctypes.addressof(pixels), width * 3, len(pixels))
    return pixels


@cache
def _library() -> ctypes.CDLL | None:
    """The one in Pillow's wheel, or the system's."""
    bundled = sorted(Path(PIL.__file__).parent.parent.glob("pillow.libs/libwebp-*.so*"))
    path = str(bundled[0]) if bundled else ctypes.util.find_library("webp")
    try:
        library = ctypes.CDLL(path) if path else None
    except OSError:
        return None
    if library is not None:
        library.WebPGetFeaturesInternal.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, _INT]
        library.WebPDecode.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
        library.WebPInitDecoderConfigInternal.argtypes = [ctypes.c_void_p, _INT]
    return library

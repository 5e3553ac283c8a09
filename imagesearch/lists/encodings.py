"""Finds out how a file of text is encoded, and refuses what is no text."""

import codecs
import io
from typing import BinaryIO, Final

from imagesearch.lists.faults import ListRejected

SAMPLE_BYTES: Final = 65_536
CHUNK_BYTES: Final = 1_000_000
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
KNOWN_BINARIES: Final = (
    (b"PK\x03\x04", "a spreadsheet or another packed file: save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet: save it as CSV"),
    (b"\x1f\x8b", "a packed file: unpack it first"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
CONTROLS: Final = bytes({*range(9), *range(14, 27), *range(28, 32)})
CONTROLS_MAX_SHARE: Final = 0.01
"""A text has hardly a control character; a stray NUL makes none a binary."""


def text_open(file: BinaryIO) -> io.TextIOWrapper:
    """The file as text from its beginning, line ends as they are; bytes that do not fit become U+FFFD.

    Raises:
        ListRejected: it is no text.
    """
    encoding = encoding_of(file)
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def encoding_of(file: BinaryIO) -> str:
    """The name of the encoding: by its mark, else by the zeros of UTF-16, else UTF-8 if all of it fits, else Windows' Latin.

    Raises:
        ListRejected: it is no text.
    """
    file.seek(0)
    sample = file.read(SAMPLE_BYTES)
    for magic, words in KNOWN_BINARIES:
        if sample.startswith(magic):
            raise ListRejected(f"This is no list, but {words}.", code="list_binary")
    for mark, encoding in BOMS:
        if sample.startswith(mark):
            return encoding
    if wide := _wide(sample):
        return wide
    if len(sample.translate(None, CONTROLS)) < len(sample) * (1 - CONTROLS_MAX_SHARE):
        raise ListRejected("This is no list, but a binary file.", code="list_binary")
    return "utf-8" if _is_utf8(file) else "cp1252"


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    even, odd = sample[0:4096:2], sample[1:4096:2]
    if odd and odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even and even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _is_utf8(file: BinaryIO) -> bool:
    """All of it, piece by piece: the first umlaut may stand on the last line."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True

"""What a crawl process remembers must not grow with the site, and what it has used up goes back to the system."""

import ctypes
import ctypes.util
from functools import cache
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BoundedMap(dict[K, V]):
    """A dictionary that is cut to its limit, oldest first, when `trim` is called."""

    def __init__(self, entries_max: int) -> None:
        super().__init__()
        self.entries_max = entries_max

    def trim(self) -> None:
        """Forget the oldest tenth when it is over its limit."""
        if len(self) <= self.entries_max:
            return
        for key in list(self)[: len(self) - self.entries_max + self.entries_max // 10]:
            self.pop(key, None)


def memory_return() -> None:
    """Give freed memory back: after a page of megabytes, whose tree was made of small pieces, glibc keeps all of it."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    """Glibc's `malloc_trim`; other libraries give back by themselves, or not at all."""
    try:
        return ctypes.CDLL(ctypes.util.find_library("c")).malloc_trim
    except (OSError, AttributeError):
        return None

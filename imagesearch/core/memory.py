"""Memory that was freed goes back to the system, and what stays is not looked through for more."""

import ctypes
import gc
from functools import cache


def memory_return() -> None:
    """Give freed memory back; takes milliseconds.

    After megabytes that came in small pieces, or in pieces of every length, glibc keeps most of it between what stays.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> "ctypes._NamedFuncPointer | None":
    """Glibc's `malloc_trim`; other libraries give back by themselves, or not at all."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def garbage_spare() -> None:
    """Let the garbage collector pass over all that is there by now, once a process has loaded what it needs.

    Looking through all of it takes a third of a second beside a model, during which nobody is answered.
    """
    gc.collect()
    gc.freeze()

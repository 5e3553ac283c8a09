"""The processes that this one has started, and those that they have: what they take, and their end."""

from typing import Final

import psutil

END_SECONDS: Final = 3.0


def family_memory_bytes() -> int:
    """What each has for itself, and the largest of what they share."""
    own_bytes, shared_bytes = 0, 0
    for process in psutil.Process().children(recursive=True):
        try:
            memory = process.memory_info()
        except psutil.Error:
            continue  # it ended meanwhile
        own_bytes += memory.rss - memory.shared
        shared_bytes = max(shared_bytes, memory.shared)
    return own_bytes + shared_bytes


def family_end() -> None:
    """Kill them all: nobody closes a browser whose pages are busy, and none of it is needed any more."""
    processes = psutil.Process().children(recursive=True)
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=END_SECONDS)

"""A map that forgets its oldest entries: what a crawl process remembers must not grow with the site."""

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

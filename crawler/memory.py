"""What a crawl process remembers must not grow with the site."""

from array import array
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

PLACES: Final = 8
"""In a bucket."""
_MASK: Final = (1 << 64) - 1


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


class KeySet:
    """Keys in a room that is taken at once and never grows, 16 bytes for each.

    A key has one bucket; when more of them share it than it has places, the one that comes takes another's place. A key is told
    by 64 bits of its hash: one question in a hundred million million is answered wrongly.
    """

    def __init__(self, keys_max: int) -> None:
        """Room for that many keys, of which hardly one in three hundred is forgotten."""
        self._buckets = max(1, keys_max * 2 // PLACES)
        self._marks = array("Q", bytes(8 * PLACES * self._buckets))

    def add(self, key: bytes) -> bool:
        """Remember a key; whether it was not known."""
        mark, first = self._where(key)
        places = self._marks[first : first + PLACES]
        if mark in places:
            return False
        self._marks[first + self._free(places, mark)] = mark
        return True

    def _where(self, key: bytes) -> tuple[int, int]:
        mark = (hash(key) & _MASK) or 1  # 0 is a free place
        return mark, mark % self._buckets * PLACES

    def _free(self, places: "array[int]", mark: int) -> int:
        return places.index(0) if 0 in places else (mark >> 32) % PLACES


class KeyTable(KeySet):
    """Numbers by key, in such a room; 32 bytes for each."""

    def __init__(self, keys_max: int) -> None:
        super().__init__(keys_max)
        self._numbers = array("Q", bytes(8 * len(self._marks)))

    def get(self, key: bytes, /) -> int | None:
        """The number of a key; None for one that is not known, or was forgotten."""
        mark, first = self._where(key)
        places = self._marks[first : first + PLACES]
        return self._numbers[first + places.index(mark)] if mark in places else None

    def __setitem__(self, key: bytes, number: int, /) -> None:
        """Remember a number."""
        mark, first = self._where(key)
        places = self._marks[first : first + PLACES]
        place = first + (places.index(mark) if mark in places else self._free(places, mark))
        self._marks[place], self._numbers[place] = mark, number

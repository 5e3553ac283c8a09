"""The map that forgets."""

from crawler.memory import BoundedMap


def test_bounded_map_forgets_its_oldest() -> None:
    remembered: BoundedMap[int, int] = BoundedMap(100)
    for number in range(150):
        remembered[number] = number
    remembered.trim()
    assert list(remembered) == list(range(60, 150))
    remembered.trim()
    assert len(remembered) == 90

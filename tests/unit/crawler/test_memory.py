"""Maps and sets that forget."""

from crawler.memory import BoundedMap, KeySet, KeyTable


def test_bounded_map_forgets_its_oldest() -> None:
    remembered: BoundedMap[int, int] = BoundedMap(100)
    for number in range(150):
        remembered[number] = number
    remembered.trim()
    assert list(remembered) == list(range(60, 150))
    remembered.trim()
    assert len(remembered) == 90


def keys(count: int) -> list[bytes]:
    return [number.to_bytes(16) for number in range(count)]


def test_key_set_knows_nearly_all_that_it_has_room_for_and_nothing_else() -> None:
    known = KeySet(10_000)
    assert all(known.add(key) for key in keys(10_000))
    forgotten = sum(known.add(key) for key in keys(10_000))
    assert forgotten < 200


def test_key_set_that_is_over_full_stays_as_large_and_goes_on() -> None:
    known = KeySet(100)
    assert sum(known.add(key) for key in keys(5000)) == 5000
    assert not any(known.add(key) for key in [keys(5000)[-1]] * 3)


def test_key_table_gives_back_numbers_and_takes_new_ones() -> None:
    numbers = KeyTable(1000)
    for number, key in enumerate(keys(500)):
        numbers[key] = number + 2**40
    numbers[keys(1)[0]] = 7
    assert numbers.get(keys(1)[0]) == 7
    found = [(number, numbers.get(key)) for number, key in enumerate(keys(1000))][1:]
    assert all(got in (None, number + 2**40) for number, got in found[:499])
    assert sum(got is not None for _, got in found[:499]) > 480
    assert all(got is None for _, got in found[499:])

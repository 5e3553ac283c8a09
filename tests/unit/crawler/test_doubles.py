from crawler.doubles import BARREN_AFTER, BARREN_SHARE, SAME_MAX, Doubles

SAME = b"same"


def read_doubles(doubles: Doubles, count: int, folder: str = "http://s.test/gone") -> list[bool]:
    return [doubles.is_one_more(f"{folder}/{number}", SAME) for number in range(count)]


def test_a_few_addresses_may_say_the_same():
    assert read_doubles(Doubles(), SAME_MAX + 2) == [False] * SAME_MAX + [True] * 2


def test_pages_of_their_own_are_never_doubles():
    doubles = Doubles()
    assert not any(doubles.is_one_more(f"http://s.test/{n}", bytes([n])) for n in range(200))
    assert not doubles.is_barren("http://s.test/next")


def test_pages_that_show_nothing_are_not_compared():
    doubles = Doubles()
    assert not any(doubles.is_one_more(f"http://s.test/{n}", b"") for n in range(100))


def test_place_of_doubles_is_barren_and_others_are_not():
    doubles = Doubles()
    read_doubles(doubles, SAME_MAX * BARREN_SHARE + BARREN_AFTER)
    assert doubles.is_barren("http://s.test/gone/999")
    assert not doubles.is_barren("http://s.test/boats/1")


def test_place_with_much_of_its_own_stays_open():
    doubles = Doubles()
    for number in range(30):
        doubles.is_one_more(f"http://s.test/gone/own-{number}", bytes([number]))
    read_doubles(doubles, SAME_MAX + BARREN_AFTER)
    assert not doubles.is_barren("http://s.test/gone/999")


def test_variants_of_a_path_are_a_place_apart_from_its_folder():
    doubles = Doubles()
    for number in range(100):
        doubles.is_one_more(f"http://s.test/shop?sid={number}", SAME)
    assert doubles.is_barren("http://s.test/shop?sid=x")
    assert not doubles.is_barren("http://s.test/about")

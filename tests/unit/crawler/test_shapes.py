import pytest

from crawler.shapes import Brought, Shapes, shape_of

SITE = "https://a.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/calendar/2031/05/", "/calendar/1999/12/"),
        ("/event-2031-05-17.html", "/event-2031-05-18.html"),
        ("/s/9f86d081884c7d65/view", "/s/1b4f0e9851971998/view"),
        ("/list?page=1&sort=up", "/list?sort=down&page=77"),
        ("/list?a=1", "/list?a=1&a=2&a=3"),
        ("/1/2/3", "/4/5/6/7/8/9"),
        ("/x;jsessionid=A1B2C3D4E5", "/x;jsessionid=F6A7B8C9D0"),
    ],
)
def test_what_is_counted_does_not_tell_addresses_apart(one: str, other: str):
    assert shape_of(SITE + one) == shape_of(SITE + other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/boats", "/ships"),
        ("/wiki/Harbour", "/wiki/Breakwater"),
        ("/list?page=1", "/list?year=1"),
        ("/list", "/list?page=1"),
        ("/product/1", "/product/1/pictures"),
        ("/decade/", "/facade/"),
    ],
)
def test_words_tell_addresses_apart(one: str, other: str):
    assert shape_of(SITE + one) != shape_of(SITE + other)


def page(path: str, words: str = "", pictures: tuple[str, ...] = (), links: tuple[str, ...] = ()) -> Brought:
    return Brought(SITE + path, words, pictures, tuple(SITE + link for link in links))


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month(number: int) -> Brought:
    ahead = (f"/calendar/{2000 + number}/{number % 12 + 1}/",)
    return page(f"/calendar/{2000 + number}/{number % 12}/", f"{MONTHS[number % 12]} {2000 + number}", (), ahead)


def test_calendar_is_exhausted():
    shapes = Shapes(20)
    read = 0
    while read < 500 and not shapes.is_exhausted(month(read).url):
        shapes.read(month(read))
        read += 1
    assert 20 <= read <= 40
    assert not shapes.is_exhausted(f"{SITE}/product/5")


def test_calendar_of_days_and_months_is_exhausted():
    shapes = Shapes(20)
    for number in range(60):
        days = tuple(f"/day/{2000 + number}/{day}" for day in range(1, 29))
        shapes.read(page(f"/month/{2000 + number}", f"Month {number}", (), (*days, f"/month/{2001 + number}")))
    assert not shapes.is_exhausted(f"{SITE}/month/9"), "days may bring something"
    for number in range(40):
        shapes.read(page(f"/day/{2000 + number}/1", f"Day {number}", (), (f"/day/{2001 + number}/1",)))
    for number in range(60, 100):
        days = tuple(f"/day/{2000 + number}/{day}" for day in range(1, 29))
        shapes.read(page(f"/month/{2000 + number}", f"Month {number}", (), days))
    assert shapes.is_exhausted(f"{SITE}/day/9/9")
    assert shapes.is_exhausted(f"{SITE}/month/9")


@pytest.mark.parametrize("every", [1, 15])
def test_catalogue_with_some_pictures_goes_on(every: int):
    shapes = Shapes(20)
    for number in range(3000):
        pictures = (f"{SITE}/p{number}.jpg",) if number % every == 0 else (f"{SITE}/none.png",)
        shapes.read(page(f"/product/{number}", f"Product {number}, price {number}.50", pictures))
        assert not shapes.is_exhausted(f"{SITE}/product/{number + 1}")


def test_lists_that_lead_to_other_pages_go_on():
    shapes = Shapes(20)
    for number in range(500):
        shapes.read(page(f"/list?page={number}", f"Products {number}", (), (f"/product/{number}",)))
    assert not shapes.is_exhausted(f"{SITE}/list?page=600")


def test_pages_with_words_of_their_own_go_on():
    shapes = Shapes(20)
    for number in range(500):
        shapes.read(page(f"/topic/{number}", f"words {'x' * number}"))
    assert not shapes.is_exhausted(f"{SITE}/topic/600")


def test_pages_without_words_and_addresses_like_no_other_are_not_counted():
    shapes = Shapes(20)
    for number in range(100):
        shapes.read(page(f"/scan/{number}"))
        shapes.read(page("/about", "the same"))
    assert not shapes.is_exhausted(f"{SITE}/scan/600")
    assert not shapes.is_exhausted(f"{SITE}/about")


def test_filters_whose_keys_come_in_ever_new_sets_are_exhausted_together():
    shapes = Shapes(20)
    read = 0
    while read < 2000 and not shapes.is_exhausted(f"{SITE}/filter?last"):
        keys = [f"k{bit}=1" for bit in range(11) if read >> bit & 1]
        more = tuple(f"/filter?{'&'.join((*keys, f'k{bit}=1'))}" for bit in range(11))
        shapes.read(page(f"/filter?{'&'.join(keys)}", f"{read} things fit", (), more))
        read += 1
    assert 40 <= read <= 60


def test_no_bound_leaves_nothing_out():
    shapes = Shapes(0)
    for number in range(500):
        shapes.read(month(number))
    assert not shapes.is_exhausted(month(501).url)

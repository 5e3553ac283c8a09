"""Which signs are worth a browser's time."""

from crawler.render.worth import FRUITLESS_MAX, PROBE_EVERY, Worth


def worth_after(*pages: list[str]) -> Worth:
    worth = Worth()
    for seen in pages:
        worth.tell("empty_shell", plain=["http://a.test/plain"], seen=["http://a.test/plain", *seen])
    return worth


def believed(worth: Worth, count: int) -> int:
    return sum(worth.is_worth("empty_shell") for _ in range(count))


def test_sign_that_brings_something_is_believed():
    pages = [[f"http://a.test/{number}.png"] for number in range(FRUITLESS_MAX)]
    assert believed(worth_after(*pages), PROBE_EVERY) == PROBE_EVERY


def test_sign_that_brings_nothing_is_only_probed():
    assert believed(worth_after(*[[]] * FRUITLESS_MAX), PROBE_EVERY * 3) == 3


def test_the_same_menu_on_every_page_is_news_once():
    menu = ["http://a.test/menu", "http://a.test/logo.png"]
    assert believed(worth_after(*[menu] * (FRUITLESS_MAX + 1)), PROBE_EVERY) == 1


def test_probe_that_brings_something_restores_belief():
    pages: list[list[str]] = [[]] * FRUITLESS_MAX
    assert believed(worth_after(*pages, ["http://a.test/new"]), PROBE_EVERY) == PROBE_EVERY


def test_other_signs_are_judged_by_themselves():
    assert worth_after(*[[]] * FRUITLESS_MAX).is_worth("empty_root")

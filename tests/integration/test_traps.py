"""Sites that generate themselves without end: bounded, and the real content beside them is found whole."""

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.exits import Exit
from imagesearch.crawls.models import PageText
from tests.crawl_process import RowsBorrowed, crawl_of, crawler_run, image_ends, page_ends
from tests.small_site import Answer, Handler, SmallSite, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

REAL = 40
LOADS_SECONDS = 240


class Generated(dict[str, object]):
    """A table of answers in which every address below a trap exists."""

    def __init__(self, traps: dict[str, Callable[[Handler], Answer]]) -> None:
        super().__init__()
        self.traps = traps

    def get(self, path: str, default: object = None) -> object:
        trap = next((trap for prefix, trap in self.traps.items() if path.startswith(prefix)), None)
        return trap or super().get(path, default)


def html(body: str) -> Answer:
    return Answer(f"<!doctype html><title>t</title>{body}".encode())


def calendar(handler: Handler) -> Answer:
    number = int("0" + re.sub(r"\D", "", handler.path)) % 10**9
    return html(
        f"<p>Nothing happens on day {number}.<a href='/calendar/{number + 1}'>on</a><a href='/calendar/{number + 30}'>m</a>"
    )


def session(_: Handler) -> Answer:
    return html(f"<p>Welcome to our shop, it is closed today.<a href='/session?sid={time.time_ns()}'>in</a>" * 1)


def path_session(_: Handler) -> Answer:
    return html(f"<p>Your basket is still empty, go on.<a href='/basket/{time.time_ns()}/view'>view</a>")


def facets(handler: Handler) -> Answer:
    names = ("color", "size", "brand", "price", "year")
    links = "".join(
        f"<a href='{handler.path}{'&' if '?' in handler.path else '?'}{n}={k}'>{n}</a>" for n in names for k in range(4)
    )
    return html(f"<p>{hashlib.md5(handler.path.encode()).hexdigest()} things fit.{links}")


def growing(handler: Handler) -> Answer:
    return html(f"<p>{len(handler.path)} letters so far.<a href='growing/more/'>on</a>")


def soft_404(handler: Handler) -> Answer:
    seed = hashlib.md5(handler.path.encode()).hexdigest()
    return html(
        "<p>Sorry, this page could not be found. Try the search."
        + "".join(f"<a href='/gone/{seed}{k}'>x</a>" for k in range(9))
    )


TRAPS = {
    "/calendar": calendar, "/session": session, "/basket": path_session, "/facets": facets, "/growing": growing,
    "/gone": soft_404,
}  # fmt: skip


def trapped_site(site: SmallSite, traps: dict[str, Callable[[Handler], Answer]]) -> None:
    site.routes = Generated(traps)  # type: ignore[assignment]
    links = "".join(f'<a href="{prefix}/">t</a>' for prefix in traps) + '<a href="/real/0">r</a>'
    site.page("/", links + "".join(f'<a href="/gone/{n}">g</a>' for n in range(60)))
    for number in range(REAL):
        onward = "".join(f'<a href="/real/{10 * number + k}">on</a>' for k in range(10) if 10 * number + k < REAL)
        site.page(f"/real/{number}", f'<p>Boat {number}<img src="/b{number}.png">{onward}')
        site.picture(f"/b{number}.png")


@pytest.mark.django_db(transaction=True)
def test_traps_are_bounded_and_real_content_is_whole(tmp_path: Path) -> None:
    with site_serving() as site:
        trapped_site(site, TRAPS)
        crawl = crawl_of(f"{site.url}/", limit=500, depth=12)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        hits = Counter(path.split("/")[1].split("?")[0] for path in site.paths)
    pages, images = page_ends(crawl), image_ends(crawl)
    assert all(pages[f"/real/{number}"] == "done" for number in range(REAL))
    assert all(images[f"/b{number}.png"] == "fetched" for number in range(REAL))
    assert all(hits[prefix.strip("/")] <= 200 for prefix in TRAPS), hits
    assert {"skipped:same_content", "skipped:trap"} <= set(pages.values())


@pytest.mark.django_db(transaction=True)
def test_soft_404_pages_are_told_from_real_ones(tmp_path: Path) -> None:
    with site_serving() as site:
        trapped_site(site, {"/gone": soft_404})
        crawl = crawl_of(f"{site.url}/", limit=400, depth=12)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        asked = sum(path.startswith("/gone") for path in site.paths)
    ends = Counter(end for path, end in page_ends(crawl).items() if path.startswith("/gone"))
    assert asked <= 100
    assert ends["done"] <= 5
    assert ends["skipped:same_content"] > 5
    assert crawl.fetch_ended_reason == "finished"


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


def months(handler: Handler) -> Answer:
    """A calendar as they are: by year and month, days within, back and ahead for ever."""
    numbers = [int(part) for part in re.findall(r"\d+", handler.path)] or [2026, 1]
    year, month = numbers[0] % 10**6, numbers[1] if len(numbers) > 1 else 1
    if len(numbers) == 3:
        return html(
            f"<main><p>There are no events on the {numbers[2]}. of {MONTHS[month - 1]} {year}, come again.</main>"
        )
    ahead = f"/events/{year + month // 12}/{month % 12 + 1}"
    back = f"/events/{year - (month == 1)}/{(month - 2) % 12 + 1}"
    days = "".join(f"<td><a href='/events/{year}/{month}/{day}'>{day}</a>" for day in range(1, 29))
    return html(f"<main><p>What happens in {MONTHS[month - 1]} {year} at our museum: nothing yet.<a href='{ahead}'>ahead</a>"
                f"<a href='{back}'>back</a><table><tr>{days}</table></main>")  # fmt: skip


def counter(handler: Handler) -> Answer:
    """Deeper and deeper, in ever longer paths and queries."""
    path, _, query = handler.path.partition("?")
    last = int(re.findall(r"\d+", "0" + path)[-1])
    links = f"<a href='{path.rstrip('/')}/{last + 1}/'>x</a><a href='{path}?{query}&amp;p{last % 3}={last + 1}'>y</a>"
    return html(f"<main><p>You have come as far as level {last}, there is more to come.{links}</main>")


def test_calendars_and_counters_are_left_when_they_bring_nothing(tmp_path: Path, transactional_db: None) -> None:
    with site_serving() as site:
        trapped_site(site, {"/events": months, "/levels": counter})
        crawl = crawl_of(f"{site.url}/", limit=5000, depth=300)
        assert crawler_run(crawl, tmp_path, patience_seconds=LOADS_SECONDS) == Exit.ENDED
        hits = Counter(path.split("/")[1] for path in site.paths)
    pages = page_ends(crawl)
    assert all(pages[f"/real/{number}"] == "done" for number in range(REAL))
    assert list(image_ends(crawl).values()).count("fetched") == REAL
    assert hits["events"] <= 600, hits
    assert hits["levels"] <= 550, "the first level, and those below it"
    assert "skipped:nothing_new" in pages.values()
    assert crawl.fetch_ended_reason == "finished"


def test_catalogue_that_differs_in_numbers_alone_is_whole(tmp_path: Path, transactional_db: None) -> None:
    """Lists first, all linked from the start, then products: none has a word that others have not, each has a picture."""
    products, lists = 600, 200
    with site_serving() as site:
        site.page("/", "".join(f'<a href="/list?page={n}">{n}</a>' for n in range(lists)))
        for number in range(lists):
            links = "".join(f'<a href="/product/{n}">{n}</a>' for n in range(number, products, lists))
            site.page(
                f"/list?page={number}", f"<main><p>Our products, page {number}, three of them here.{links}</main>"
            )
        for number in range(products):
            picture = f'<img src="/p{number}.png">' if number % 2 else '<img src="/none.png">'
            site.page(
                f"/product/{number}", f"<main><p>Product {number}, the price is {number}.50 euros.{picture}</main>"
            )
            site.picture(f"/p{number}.png")
        site.picture("/none.png")
        crawl = crawl_of(f"{site.url}/", limit=2000)
        assert crawler_run(crawl, tmp_path, patience_seconds=LOADS_SECONDS) == Exit.ENDED
    assert Counter(page_ends(crawl).values()) == {"done": 1 + lists + products}
    assert Counter(image_ends(crawl).values()) == {"fetched": products // 2 + 1}


LOADS = {
    "deep": b"<div>" * 60_000 + b"<img src=/good.png>",
    "long line": b"<p>" + b"x" * 8_000_000,
    "unclosed url": b"<style>" + b"a{background:url(" * 200_000 + b"</style>",
    "unclosed url in attributes": b"<p style='" + b"background:url(" * 200_000 + b"'>",
    "links": b"".join(b"<a href=/l%d>x</a>" % n for n in range(20_000)),
    "json-ld": b"<script type=application/ld+json>" + b'{"image":[' * 100_000 + b"</script>",
    "json-ld flat": b"<script type=application/ld+json>" + json.dumps([{"image": f"/j{n}.png"} for n in range(30)]).encode() + b"</script>",
    "attributes": b"<p " + b"".join(b"a%d=b " % n for n in range(200_000)) + b">",
    "tables": b"<table><tr><td>" * 20_000,
    "forms and formatting": b"<b><i><a href=x><form>" * 20_000,
    "comments": b"<!--" * 500_000,
    "entities": b"&amp;" * 1_500_000,
    "nulls": b"\0" * 5_000_000,
}  # fmt: skip
KINDS = {
    "latin-1 called utf-8": Answer("<p>Größe".encode("latin-1"), kind="text/html; charset=utf-8"),
    "unknown charset": Answer("<p>日本".encode("shift_jis"), kind="text/html; charset=x-nonsense"),
    "utf-16 called utf-8": Answer("<p>text".encode("utf-16"), kind="text/html; charset=utf-8"),
    "page called text": Answer(b"<!doctype html><p>a page", kind="text/plain"),
    "page without type": Answer(b"<!doctype html><p>another page", kind=""),
    "picture called page": Answer(b"\x89PNG\r\n\x1a\n not really", kind="text/html"),
    "PDF called page": Answer(b"%PDF-1.7 ...", kind="text/html"),
    "archive": Answer(b"PK\3\4" + b"\0" * 100, kind="application/zip"),
}


@dataclass(frozen=True)
class LoadsRead:
    """What a crawl says of the pages with loads, and of what stands beside them."""

    pages: dict[str, str]
    images: dict[str, str]
    texts: list[str]


def path_of(name: str) -> str:
    return f"/load/{name.replace(' ', '-')}"


def loads_site(site: SmallSite) -> None:
    """Every load on a page of its own, with a page and a picture beside them that must be found."""
    answers = {name: Answer(body) for name, body in LOADS.items()} | KINDS
    site.routes |= {path_of(name): answer for name, answer in answers.items()}
    site.page("/", "".join(f'<a href="{path}">l</a>' for path in site.routes) + '<a href="/real">r</a>')
    site.page("/real", '<img src="/good.png">')
    site.picture("/good.png")


@pytest.fixture(scope="module")
def loads_read(rows_borrowed: RowsBorrowed, tmp_path_factory: pytest.TempPathFactory) -> LoadsRead:
    """One crawl of all of them: each alone would start a crawl process of its own."""
    with rows_borrowed(), site_serving() as site:
        loads_site(site)
        crawl = crawl_of(f"{site.url}/", limit=60)
        assert crawler_run(crawl, tmp_path_factory.mktemp("loads"), patience_seconds=LOADS_SECONDS) == Exit.ENDED
        assert {path_of(name) for name in (*LOADS, *KINDS)} <= set(site.paths)
        texts = PageText.objects.filter(page__crawl=crawl).values_list("text", flat=True)
        return LoadsRead(page_ends(crawl), image_ends(crawl), list(texts))


@pytest.mark.parametrize("load", LOADS)
def test_page_that_loads_the_parser_has_an_end(loads_read: LoadsRead, load: str) -> None:
    assert loads_read.pages[path_of(load)].partition(":")[0] in ("done", "failed", "skipped")


@pytest.mark.parametrize("kind", KINDS)
def test_page_of_a_wrong_kind_or_charset_has_an_end(loads_read: LoadsRead, kind: str) -> None:
    assert loads_read.pages[path_of(kind)].partition(":")[0] in ("done", "skipped")


def test_page_and_picture_beside_loads_are_found(loads_read: LoadsRead) -> None:
    assert (loads_read.pages["/real"], loads_read.images["/good.png"]) == ("done", "fetched")
    assert not [text for text in loads_read.texts if "\0" in text]

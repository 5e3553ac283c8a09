"""A crawl of a site that does everything at once: to its end, in bounded memory, with a reason for each page and picture."""

import gzip
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from imagesearch.crawls.models import Crawl, Image, PageText, Sighting
from imagesearch.crawls.states import CRAWL_REASONS, IMAGE_REASONS, PAGE_REASONS
from tests.crawl_process import RowsBorrowed, crawl_of, image_ends, page_ends
from tests.hostile.answers import FAULTS, HEAD, SLOW, written
from tests.hostile.pages import PAGES
from tests.hostile.pictures import PICTURES
from tests.hostile.site import GOOD, ROBOTS, hostile_serving
from tests.hostile.watching import crawl_watched
from tests.small_site import Answer, picture_bytes, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

MEMORY_MAX_MB = 400


@dataclass(frozen=True)
class Crawled:
    """What is left of the crawl."""

    pages: dict[str, str]
    images: dict[str, str]
    neighbours: dict[str, str]
    texts: list[str]
    peak_mb: float
    reason: str
    contacts: int
    headers: list[dict[str, str]]


@pytest.fixture(scope="module")
def crawled(rows_borrowed: RowsBorrowed, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl for all: each process costs seconds to start."""
    with rows_borrowed(), hostile_serving() as hostile:
        crawl = crawl_of(f"{hostile.site.url}/", limit=250, render="never")
        peak_mb = _watched(crawl, tmp_path_factory.mktemp("hostile"), hostile.hosts)
        ends = {image.url: f"{image.status}:{image.reason}".rstrip(":") for image in Image.objects.filter(crawl=crawl)}
        return Crawled(
            pages=page_ends(crawl),
            images=image_ends(crawl),
            neighbours={name: ends[f"{neighbour.url}/a.png"] for name, neighbour in hostile.neighbours.items()},
            texts=[*_texts(crawl)],
            peak_mb=peak_mb,
            reason=crawl.fetch_ended_reason,
            contacts=hostile.canary.contacts,
            headers=[dict(headers) for _, headers in hostile.site.requests],
        )


def _watched(crawl: Crawl, state_dir: Path, hosts: str) -> float:
    """Run the crawl process; the most memory that it and its children had, in megabytes."""
    # With a delay, a host on this machine is asked as many things at a time as any stranger.
    pace = {"CRAWL_LOOPBACK_DELAY_SECONDS": "0.001", "FETCH_TIMEOUT_SECONDS": "4"}
    return crawl_watched(crawl, state_dir, **pace, CRAWL_ALLOWED_HOSTS=hosts).own_mb


def _texts(crawl: Crawl) -> list[str]:
    said = PageText.objects.filter(page__crawl=crawl).values_list("text", "description")
    shown = Sighting.objects.filter(image__crawl=crawl).values_list("alt", "title", "caption", "context")
    titles = crawl.pages.values_list("title", "url")
    return ["".join(row) for rows in (said, shown, titles) for row in rows]


def test_forbidden_addresses_are_not_touched(crawled: Crawled) -> None:
    assert crawled.contacts == 0
    assert not {"/canary", "/c"} & {path for path, end in crawled.images.items() if end == "fetched"}


def test_crawl_ends_in_bounded_memory_with_all_good_pictures(crawled: Crawled) -> None:
    assert crawled.peak_mb <= MEMORY_MAX_MB
    assert crawled.reason in CRAWL_REASONS
    assert {crawled.images[path] for path in (*GOOD, "/last.png")} == {"fetched"}


def test_all_pages_and_pictures_have_an_end_with_a_reason(crawled: Crawled) -> None:
    assert {end.partition(":")[0] for end in crawled.pages.values()} <= {"done", "failed", "skipped"}
    assert {end.partition(":")[2] for end in crawled.pages.values()} <= set(PAGE_REASONS)
    assert {end.partition(":")[0] for end in crawled.images.values()} <= {"fetched", "failed", "skipped"}
    assert {end.partition(":")[2] for end in crawled.images.values()} <= set(IMAGE_REASONS)


@pytest.mark.parametrize("name", PICTURES)
def test_hostile_picture_has_its_end(crawled: Crawled, name: str) -> None:
    assert crawled.images[f"/picture/{name}"] == PICTURES[name][1]


@pytest.mark.parametrize("name", FAULTS)
def test_picture_answered_wrongly_has_its_end(crawled: Crawled, name: str) -> None:
    assert crawled.images[f"/fault/{name}.png"] == FAULTS[name][1]


@pytest.mark.parametrize("name", SLOW)
def test_answer_without_end_is_cut(crawled: Crawled, name: str) -> None:
    assert crawled.neighbours[f"slow-{name}"] in SLOW[name][1].split("|")


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_are_obeyed_whatever_they_look_like(crawled: Crawled, name: str) -> None:
    assert crawled.neighbours[f"robots-{name}"] == ROBOTS[name][1]


@pytest.mark.parametrize("name", PAGES)
def test_hostile_page_has_an_end(crawled: Crawled, name: str) -> None:
    assert crawled.pages[f"/page/{name}"].partition(":")[0] in ("done", "failed", "skipped")


def test_redirects_without_end_have_a_reason(crawled: Crawled) -> None:
    assert crawled.images["/chain/0.png"] == "failed:redirect_loop"
    assert "failed:redirect_loop" in {end for path, end in crawled.pages.items() if path.startswith("/chain/")}


def test_cookies_are_not_sent_back(crawled: Crawled) -> None:
    assert not any("Cookie" in headers for headers in crawled.headers)


def test_words_hold_nothing_that_a_database_or_a_page_cannot(crawled: Crawled) -> None:
    assert not any("\0" in text or "\ud800" <= text[:1] <= "\udfff" for text in crawled.texts)
    assert [text for text in crawled.texts if text.encode("utf-8", "strict") is None] == []


LARGE = 16
LARGE_BYTES = 19_000_000


def test_many_of_the_largest_at_once_take_turns(tmp_path: Path, transactional_db: None) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(site_serving()) for _ in range(LARGE)]
        for number, site in enumerate(sites):
            body = picture_bytes(f"large {number}", kind="JPEG") + bytes(LARGE_BYTES)
            site.routes["/a.png"] = Answer(body, kind="image/jpeg") if number % 2 else written(HEAD + b"\r\n", body)
            page = b"<p>%d " % number + b"words " * 1_500_000
            packed_page = Answer(gzip.compress(page, 1), headers={"Content-Encoding": "gzip"})
            sites[0].routes[f"/page{number}"] = Answer(page) if number % 2 else packed_page
        images = "".join(f'<img src="{site.url}/a.png">' for site in sites)
        sites[0].page("/", images + "".join(f'<a href="/page{number}">p</a>' for number in range(LARGE)))
        crawl = crawl_of(f"{sites[0].url}/", render="never")
        peak_mb = _watched(crawl, tmp_path, ",".join(urlsplit(site.url).netloc for site in sites))
    assert Counter(Image.objects.filter(crawl=crawl).values_list("status", "reason")) == {("fetched", ""): LARGE}
    assert Counter(page_ends(crawl).values()) == {"done": LARGE + 1}
    assert peak_mb <= MEMORY_MAX_MB

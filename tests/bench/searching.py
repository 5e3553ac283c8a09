"""B6, B6q, B7 and B13: searches through HTTP, against encoding the query and asking the store, in the same minutes."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count as numbers_from
from statistics import median
from typing import Any, Final

import psutil

from imagesearch import env
from tests.bench.pipeline import LARGE_CARD, models_ensure, stack_for_sites
from tests.bench.reporting import Figure, Report
from tests.bench.settings import BenchSettings
from tests.bench.site import Site, site_ensure
from tests.stack import RunningStack

SIZES: Final = (1_000, 10_000)
SIZES_QUICK: Final = (500,)
SIZE_VAST: Final = 100_000
QUERIES: Final = 200
QUERIES_QUICK: Final = 20
INDEX_SECONDS: Final = 800
CLIENTS: Final = (1, 4, 16)
CROWD_SECONDS: Final = 20.0
BUSY_PAGES: Final = 150
BUSY_EDITION: Final = 7
_numbers = numbers_from(1)
"""No query is asked twice, on whatever collection: else its vectors would be known."""


@dataclass(frozen=True, slots=True)
class World:
    """A running product with a crawl of that many points, and what its measuring processes need to know."""

    stack: RunningStack
    crawl_id: str
    count: int
    variables: dict[str, str]
    urls: list[str]

    def ask(self, text: str) -> float:
        """Milliseconds that a search takes."""
        began = time.perf_counter()
        self.stack.api.post("search/", json={"crawl": self.crawl_id, "text": text}).raise_for_status()
        return (time.perf_counter() - began) * 1000

    def ask_new(self, asked: int) -> list[float]:
        """Milliseconds of that many searches, none of which was ever asked before."""
        return [self.ask(new_text()) for _ in range(asked)]


def new_text() -> str:
    """A query of some words that nobody has asked yet."""
    return f"small house {next(_numbers)} by the river"


def bench_search(settings: BenchSettings) -> Report:
    """B6, with a model of the usual size and random weights."""
    return _search_sizes("B6", settings, SIZES_QUICK if settings.is_quick else SIZES)


def bench_search_vast(settings: BenchSettings) -> Report:
    """B6L: the same for a collection that takes minutes to write."""
    return _search_sizes("B6L", settings, SIZES_QUICK if settings.is_quick else (SIZE_VAST,))


def bench_throughput(settings: BenchSettings) -> Report:
    """B6q: how many searches a second, asked by some clients at once, with the caches off."""
    measured = {}
    with _world(settings, _middle(settings), IMAGESEARCH_CACHES="false") as world:
        for clients in CLIENTS:
            measured[clients] = _crowd(world, clients, 3.0 if settings.is_quick else CROWD_SECONDS)
            print(f"{clients} clients: {json.dumps(measured[clients])}", flush=True)
    best = max(found["searches_per_second"] for found in measured.values())
    figures = [Figure("most searches a second", best, "1/s", limit=40, goal=120, is_floor=True)]
    for clients, found in measured.items():
        figures.append(Figure(f"{clients} clients", found["searches_per_second"], "1/s"))
        figures.append(Figure(f"{clients} clients: p50", found["p50_ms"], "ms"))
        figures.append(Figure(f"{clients} clients: p99", found["p99_ms"], "ms"))
    return Report("B6q", "searches a second, none asked twice", tuple(figures), {"load": psutil.getloadavg()}, measured)


def bench_busy(settings: BenchSettings) -> Report:
    """B7: searches while another crawl is fetched, embedded and indexed."""
    asked = QUERIES_QUICK if settings.is_quick else QUERIES
    site = site_ensure(settings.cache_dir, 20 if settings.is_quick else BUSY_PAGES, BUSY_EDITION)
    with _world(settings, _middle(settings), [site]) as world:
        idle = _spread(world.ask_new(asked))
        busy = _spread(_while_crawling(world, world.urls[0], site, asked))
        idle_again = _spread(world.ask_new(asked))
    calm = {name: min(idle[name], idle_again[name]) for name in idle}
    figures = (
        Figure("p99 busy / idle", busy["p99_ms"] / calm["p99_ms"], limit=4, goal=2),
        Figure("p50 busy / idle", busy["p50_ms"] / calm["p50_ms"]),
        Figure("idle: p99", calm["p99_ms"], "ms"),
        Figure("busy: p99", busy["p99_ms"], "ms"),
    )
    measured = {"idle": idle, "busy": busy, "idle again": idle_again}
    return Report("B7", "searches while pictures are embedded", figures, {"load": psutil.getloadavg()}, measured)


def bench_caches(settings: BenchSettings) -> Report:
    """B13: the same search a second time, and what the counters say of it."""
    asked = QUERIES_QUICK if settings.is_quick else QUERIES
    with _world(settings, _middle(settings)) as world:
        texts = [new_text() for _ in range(asked)]
        first = _spread([world.ask(text) for text in texts])
        before = _layer(world, "results")
        again = _spread([world.ask(text) for text in texts])
        after = _layer(world, "results")
        bare = _spread([_bare_http(world) for _ in range(asked)])
    hits = after["hits"] - before["hits"]
    figures = (
        Figure("hit, over bare HTTP: p50", again["p50_ms"] - bare["p50_ms"], "ms", limit=10, goal=5),
        Figure("hit / miss: p50", again["p50_ms"] / first["p50_ms"], limit=0.25, goal=0.1),
        Figure("hits counted / repeated", hits / asked, limit=0.99, goal=1, is_floor=True),
        Figure("hit: p50", again["p50_ms"], "ms"),
        Figure("miss: p50", first["p50_ms"], "ms"),
        Figure("saved by a hit, as counted", (after["saved_ms"] - before["saved_ms"]) / max(hits, 1), "ms"),
    )
    return Report(
        "B13",
        "the same search again",
        figures,
        {"load": psutil.getloadavg()},
        {"first": first, "again": again, "bare": bare},
    )


def _search_sizes(name: str, settings: BenchSettings, sizes: tuple[int, ...]) -> Report:
    asked = QUERIES_QUICK if settings.is_quick else QUERIES
    measured = {}
    for count in sizes:
        with _world(settings, count) as world:
            before = _step(world.variables, "bare", count, asked)
            ours = _spread(world.ask_new(asked))
            after = _step(world.variables, "bare", count, asked)
        best = {name: min(before[name], after[name], key=lambda found: found["p50_ms"]) for name in before}
        measured[count] = {**best, "http": ours}
        print(f"{count} points: {json.dumps(measured[count])}", flush=True)
    figures = [figure for count, found in measured.items() for figure in _figures(count, found)]
    title = "search through HTTP, against encode + query"
    return Report(name, title, tuple(figures), {"queries": asked, "load": psutil.getloadavg()}, measured)


def _middle(settings: BenchSettings) -> int:
    return SIZES_QUICK[0] if settings.is_quick else SIZES[-1]


@contextmanager
def _world(settings: BenchSettings, count: int, sites: list[Site] | None = None, **told: str) -> Iterator[World]:
    """Everything running, as far as it is told otherwise, a crawl of that many points indexed, and the search worker warm."""
    models_dir = models_ensure(settings.cache_dir)
    variables = {"IMAGESEARCH_MODEL": LARGE_CARD, "IMAGESEARCH_MODELS_DIR": str(models_dir), "OMP_NUM_THREADS": "1"}
    with stack_for_sites(sites or [], models_dir, LARGE_CARD, **told) as (stack, urls):
        variables["IMAGESEARCH_STATE_DIR"] = str(stack.state_dir)
        crawl_id = _step(variables, "seed", count)["crawl"]
        _indexed_wait(stack, crawl_id, count)
        _warm_wait(stack, crawl_id)
        yield World(stack, crawl_id, count, variables, urls)


def _step(variables: dict[str, str], *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.search_world", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=env.ROOT, env=env.child_environment(**variables), check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _indexed_wait(stack: RunningStack, crawl_id: str, count: int) -> None:
    give_up_at = time.monotonic() + INDEX_SECONDS
    while stack.crawl_state(crawl_id)["counts"]["images_indexed"] < count:
        assert time.monotonic() < give_up_at, stack.logs_tail()
        time.sleep(0.5)


def _warm_wait(stack: RunningStack, crawl_id: str) -> None:
    give_up_at = time.monotonic() + INDEX_SECONDS
    for _ in range(3):
        while stack.api.post("search/", json={"crawl": crawl_id, "text": new_text()}).is_error:
            assert time.monotonic() < give_up_at, stack.logs_tail()


def _crowd(world: World, clients: int, seconds: float) -> dict[str, float]:
    """Clients that each ask one search after the other, for so long."""
    taken: list[float] = []
    end_at = time.monotonic() + seconds

    def ask() -> None:
        while time.monotonic() < end_at:
            taken.append(world.ask(new_text()))

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"searches_per_second": len(taken) / seconds, **_spread(taken)}


def _while_crawling(world: World, url: str, site: Site, asked: int) -> list[float]:
    """Milliseconds of searches made while the pictures of a site become searchable."""
    crawl_id = world.stack.api.post("crawls/", json={"url": url, "limit": 100_000}).raise_for_status().json()["id"]
    world.stack.crawl_wait(crawl_id, lambda state: state["counts"]["images_embedded"] > 0)
    taken = world.ask_new(asked)
    counts = world.stack.crawl_state(crawl_id)["counts"]
    print(f"{counts['images_indexed']} of {site.images} pictures were searchable when the searches ended", flush=True)
    world.stack.crawl_wait(crawl_id)
    return taken


def _bare_http(world: World) -> float:
    began = time.perf_counter()
    world.stack.api.get(f"{world.stack.addresses.web_url}health/live/").raise_for_status()
    return (time.perf_counter() - began) * 1000


def _layer(world: World, name: str) -> dict[str, Any]:
    layers = world.stack.api.get(f"{world.stack.addresses.web_url}health/cache/").raise_for_status().json()["layers"]
    return next(layer for layer in layers if layer["layer"] == name)


def _spread(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {"p50_ms": median(ordered), "p99_ms": ordered[int(len(ordered) * 0.99)]}


def _figures(count: int, found: dict[str, dict[str, float]]) -> list[Figure]:
    http, plain, ours = found["http"], found["plain"], found["ours"]
    return [
        Figure(f"{count} points: p50 over bare", http["p50_ms"] - plain["p50_ms"], "ms", limit=20, goal=10),
        Figure(f"{count} points: p50 over our encoders and queries alone", http["p50_ms"] - ours["p50_ms"], "ms"),
        Figure(f"{count} points: p50", http["p50_ms"], "ms"),
        Figure(f"{count} points: p99 / p50", http["p99_ms"] / http["p50_ms"], limit=3),
        Figure(f"{count} points: bare encode_text + query, p50", plain["p50_ms"], "ms"),
        Figure(f"{count} points: our encoders and queries alone, p50", ours["p50_ms"], "ms"),
    ]

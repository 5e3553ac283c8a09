"""B6: a search through HTTP, against encoding the query and asking the store, in the same minutes."""

import json
import subprocess
import sys
import time
from statistics import median
from typing import Any, Final

from imagesearch import env
from tests.bench.pipeline import LARGE_CARD, models_ensure, stack_for_sites
from tests.bench.reporting import Figure, Report
from tests.bench.settings import BenchSettings
from tests.stack import RunningStack

SIZES: Final = (1_000, 10_000)
SIZES_QUICK: Final = (500,)
QUERIES: Final = 200
QUERIES_QUICK: Final = 20
INDEX_SECONDS: Final = 300


def bench_search(settings: BenchSettings) -> Report:
    """B6, with a model of the usual size and random weights."""
    models_dir = models_ensure(settings.cache_dir)
    variables = {"IMAGESEARCH_MODEL": LARGE_CARD, "IMAGESEARCH_MODELS_DIR": str(models_dir), "OMP_NUM_THREADS": "1"}
    asked = QUERIES_QUICK if settings.is_quick else QUERIES
    measured = {}
    with stack_for_sites([], models_dir, LARGE_CARD) as (stack, _):
        variables["IMAGESEARCH_STATE_DIR"] = str(stack.state_dir)
        for count in SIZES_QUICK if settings.is_quick else SIZES:
            crawl_id = _world(variables, "seed", count)["crawl"]
            _indexed_wait(stack, crawl_id, count)
            ours = _search_all(stack, crawl_id, asked)
            measured[count] = {"bare": _world(variables, "bare", count, asked), "http": ours}
            print(f"{count} points: {json.dumps(measured[count])}", flush=True)
    figures = [figure for count, found in measured.items() for figure in _figures(count, found)]
    return Report("B6", "search through HTTP, against encode + query", tuple(figures), {"queries": asked}, measured)


def _world(variables: dict[str, str], *arguments: object) -> dict[str, Any]:
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


def _search_all(stack: RunningStack, crawl_id: str, asked: int) -> dict[str, float]:
    give_up_at = time.monotonic() + INDEX_SECONDS
    while stack.api.post("search/", json={"crawl": crawl_id, "text": "warm up"}).is_error:
        assert time.monotonic() < give_up_at, stack.logs_tail()
    taken = []
    for number in range(asked + 1):
        began = time.perf_counter()
        question = {"crawl": crawl_id, "text": f"small house {number} by the river"}
        stack.api.post("search/", json=question).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    warm = sorted(taken[1:])
    return {"p50_ms": median(warm), "p99_ms": warm[int(len(warm) * 0.99)]}


def _figures(count: int, found: dict[str, dict[str, float]]) -> list[Figure]:
    http, bare = found["http"], found["bare"]
    return [
        Figure(f"{count} points: p50 over bare", http["p50_ms"] - bare["p50_ms"], "ms", limit=20, goal=8),
        Figure(f"{count} points: p50", http["p50_ms"], "ms"),
        Figure(f"{count} points: p99 / p50", http["p99_ms"] / http["p50_ms"], limit=3),
        Figure(f"{count} points: bare encode + query, p50", bare["p50_ms"], "ms"),
    ]

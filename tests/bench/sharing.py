"""B3p: what a second crawl process adds to a crawl, on PostgreSQL, with nothing that slows the site down."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import urlsplit

import psutil

from imagesearch import env
from tests.bench.contenders import bench_folder, our_environment, our_step
from tests.bench.measuring import Cost, RunFailed
from tests.bench.reporting import Figure, Report
from tests.bench.serving import served, server_name
from tests.bench.settings import BenchSettings
from tests.bench.site import Site, site_ensure
from tests.postgres import INSTALL, postgres_bin, postgres_running

COUNTS: Final = (1, 2)
CORES: Final = 2
"""As many as crawl processes at most; the bound among the figures is for these."""


@dataclass(frozen=True, slots=True)
class Shared(Cost):
    """What the crawl processes took together, and what their database took meanwhile."""

    database_seconds: float
    """CPU."""


Costs = dict[tuple[int, int], list[Shared]]
"""By number of processes and number of pages."""


def bench_sharing(settings: BenchSettings) -> Report:
    """Pages only, as in B1; wall seconds count here, so the machine must be idle for them to mean anything.

    The site's server and the database run on the same cores as the crawl processes: on two cores, two processes have what those
    leave. How much that allows at best is among the figures.
    """
    sites = [site_ensure(settings.cache_dir, pages) for pages in _sizes_pages(settings)]
    costs: Costs = {(count, site.pages): [] for count in COUNTS for site in sites}
    with ExitStack() as stack:
        urls = {site.pages: stack.enter_context(served(site.folder)) for site in sites}
        for _ in range(settings.rounds):
            for site in sites:
                for count in COUNTS:
                    cost = _visit(urls[site.pages], site, count)
                    costs[count, site.pages].append(cost)
                    print(
                        f"{count} processes  {site.pages:6} pages  {cost.cpu_seconds:6.2f} CPU-s"
                        f"  {cost.database_seconds:6.2f} CPU-s of the database  {cost.wall_seconds:6.2f} s",
                        flush=True,
                    )
    return _report(settings, costs)


def _sizes_pages(settings: BenchSettings) -> tuple[int, int]:
    """Larger than elsewhere: how long two processes take to start differs by more than a few hundred pages last."""
    _, pages = settings.sizes_pages
    return pages, 4 * pages


def _visit(url: str, site: Site, count: int) -> Shared:
    """A fresh cluster for each run: no table is swollen by the one before."""
    programs = postgres_bin()
    if programs is None:
        raise RunFailed(f"PostgreSQL's server is not installed: {INSTALL}")
    with postgres_running(programs) as database, bench_folder() as folder:
        environment = our_environment(
            folder, url, IMAGESEARCH_DATABASE_URL=database, IMAGESEARCH_CRAWL_PROCESSES=str(count)
        )
        crawl_id = our_step(environment, "prepare", url)
        before_seconds = _database_seconds(database)
        cost = _run(crawl_id, count, environment, folder)
        shared = Shared(**asdict(cost), database_seconds=_database_seconds(database) - before_seconds)
        done = json.loads(our_step(environment, "counts", crawl_id))
    if done["pages"] != site.pages:
        raise RunFailed(f"{count} processes did not visit the whole site: {done}")
    return shared


def _database_seconds(url: str) -> float:
    """CPU of the server and of all its children so far, those that ended included."""
    options = f"-p {urlsplit(url).port} "
    servers = (
        process for process in psutil.process_iter(["cmdline"]) if options in " ".join(process.info["cmdline"] or ())
    )
    return sum(sum(each.cpu_times()[:4]) for server in servers for each in (server, *server.children()))


def _run(crawl_id: str, count: int, environment: Mapping[str, str], folder: Path) -> Cost:
    began = time.perf_counter()
    with (folder / "log").open("wb") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.our_crawl", "run", crawl_id, "pages", str(number)],
                cwd=env.ROOT, env=dict(environment), stdout=log, stderr=log,
            )
            for number in range(count)
        ]  # fmt: skip
        ends = [os.wait4(process.pid, 0) for process in processes]
    wall_seconds = time.perf_counter() - began
    for process, (_, status, _) in zip(processes, ends, strict=True):
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RunFailed(f"a crawl process ended with {process.returncode}:\n{(folder / 'log').read_text()[-3000:]}")
    cpu_seconds = sum(usage.ru_utime + usage.ru_stime for _, _, usage in ends)
    return Cost(cpu_seconds, wall_seconds, max(usage.ru_maxrss for _, _, usage in ends) / 1024)


def _report(settings: BenchSettings, costs: Costs) -> Report:
    small, large = _sizes_pages(settings)

    def marginal(count: int, name: str, of_rounds: Callable[[Iterable[float]], float] = median) -> float:
        more = (of_rounds(getattr(cost, name) for cost in costs[count, pages]) for pages in (large, small))
        return (next(more) - next(more)) / (large - small) * 1000

    # What else the machine does only adds to wall seconds, and several times what is measured: the least is nearest to idle.
    one, two = (marginal(count, "wall_seconds", min) for count in COUNTS)
    cpu_one, cpu_two = (marginal(count, "cpu_seconds") for count in COUNTS)
    database_ms = marginal(2, "database_seconds")
    figures = (
        Figure("pages a second, two processes / one", one / two, limit=1.7, is_floor=True),
        Figure("CPU of a page, two processes / one", cpu_two / cpu_one, limit=1.2, goal=1.05),
        Figure("the most that two cores allow with the database on them", CORES * one / (cpu_two + database_ms)),
        Figure("CPU of a page, one process", cpu_one, "ms"),
        Figure("CPU of a page, two processes", cpu_two, "ms"),
        Figure("CPU of a page, the database of two processes", database_ms, "ms"),
    )
    about = {"sizes_pages": (small, large), "rounds": settings.rounds, "server": server_name()}
    measured = {
        f"{count} processes, {pages} pages": [asdict(c) for c in found] for (count, pages), found in costs.items()
    }
    return Report("B3p", "a second process for one crawl, on PostgreSQL", figures, about, measured)

"""B18: how much memory a crawl process takes the longer it crawls: pages of a site that has a hundred thousand of them."""

import json
import subprocess
import time
from pathlib import Path
from typing import Final

import psutil

from imagesearch import env
from tests.bench.contenders import bench_folder, our_command, our_environment, our_step
from tests.bench.measuring import RunFailed
from tests.bench.processes import MEGABYTE
from tests.bench.reporting import Figure, Report
from tests.bench.settings import BenchSettings
from tests.bench.vast_site import VastSite, vast_site_served

MARKS_PAGES: Final = (1_000, 10_000, 50_000, 100_000)
QUICK_MARKS_PAGES: Final = (100, 200, 300, 400)
SAMPLE_SECONDS: Final = 0.2

Samples = dict[int, float]
"""Resident megabytes by pages served."""


def bench_growth(settings: BenchSettings) -> Report:
    """Pictures are recorded and not fetched; SQLite, as in B1. Memory is read when the server has sent so many pages."""
    marks = QUICK_MARKS_PAGES if settings.is_quick else MARKS_PAGES
    with vast_site_served(marks[-1]) as site, bench_folder() as folder:
        environment = our_environment(folder, site.url)
        crawl_id = our_step(environment, "prepare", site.url)
        resident_mb, seconds = _run(site, crawl_id, environment, folder, marks)
        done = json.loads(our_step(environment, "counts", crawl_id))
    if done["pages"] != marks[-1]:
        raise RunFailed(f"not every page was visited: {done}")
    early, warm, _, last = (resident_mb[mark] for mark in marks)
    figures = (
        Figure(f"resident after {marks[-1]} pages / after {marks[0]}", last / early, limit=1.3, goal=1.15),
        Figure(f"growth from {marks[1]} to {marks[-1]} pages", last - warm, "MB", limit=20, goal=5),
        *(Figure(f"resident after {mark} pages", size, "MB") for mark, size in resident_mb.items()),
        Figure("pages a second", marks[-1] / seconds),
    )  # fmt: skip
    return Report("B18", "memory of a crawl process over a vast site", figures, {"marks_pages": marks}, {"runs": done})


def _run(
    site: VastSite, crawl_id: str, environment: dict[str, str], folder: Path, marks: tuple[int, ...]
) -> tuple[Samples, float]:
    began = time.monotonic()
    with (folder / "log").open("wb") as log:
        command = our_command(crawl_id, is_fetching=False)
        process = subprocess.Popen(command, cwd=env.ROOT, env=environment, stdout=log, stderr=log)
    resident_mb: Samples = {}
    size = 0.0
    while process.poll() is None:
        size = _resident_mb(process.pid) or size
        for mark in marks:
            if site.served >= mark and mark not in resident_mb:
                resident_mb[mark] = size
                print(f"{site.served:7} pages  {time.monotonic() - began:6.0f} s  {size:6.1f} MB", flush=True)
        time.sleep(SAMPLE_SECONDS)
    if process.returncode:
        raise RunFailed((folder / "log").read_text()[-3000:])
    resident_mb.setdefault(marks[-1], size)
    return resident_mb, time.monotonic() - began


def _resident_mb(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / MEGABYTE
    except psutil.NoSuchProcess:
        return 0.0

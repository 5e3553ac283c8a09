"""B10: the memory of every process, and whether the crawl process stays flat over 10,000 pictures."""

import json
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import mean
from typing import Final

import psutil

from imagesearch import env
from tests.bench.contenders import our_command, our_environment, our_step
from tests.bench.measuring import RunFailed
from tests.bench.pipeline import LARGE_CARD, PAGES, PAGES_QUICK, crawl_through, models_ensure, stack_for_sites
from tests.bench.processes import MEGABYTE, NAMES, pss_mb
from tests.bench.reporting import Figure, Report
from tests.bench.serving import served
from tests.bench.settings import BenchSettings
from tests.bench.site import IMAGES_PER_PAGE, site_ensure

LONG_PAGES: Final = 1_667
WARM_IMAGES: Final = 1_000
SAMPLE_SECONDS: Final = 0.5
PEAK_LIMITS_MB: Final = {"web": 180.0, "crawl process": 250.0, "embed": 1200.0}


def bench_memory(settings: BenchSettings) -> Report:
    """Every process idle and at its most during a crawl with ViT-B-32; then one long crawl process."""
    idle, peaks = _stack_memory(settings)
    rss_mb, slope = _long_crawl(settings)
    figures = (
        *(Figure(f"{name}, most during a crawl", mb, "MB", PEAK_LIMITS_MB.get(name)) for name, mb in peaks.items()),
        *(Figure(f"{name}, idle", mb, "MB") for name, mb in idle.items()),
        Figure("crawl process, most over the long crawl", rss_mb, "MB", limit=250),
        Figure("crawl process, slope after the first 1,000 pictures", slope, "MB per 1,000 pictures", limit=5, goal=1),
    )
    return Report("B10", "memory (PSS; resident for the long crawl)", figures, {"card": LARGE_CARD})


def _stack_memory(settings: BenchSettings) -> tuple[dict[str, float], dict[str, float]]:
    site = site_ensure(settings.cache_dir, PAGES_QUICK if settings.is_quick else PAGES, edition=1)
    with stack_for_sites([site], models_ensure(settings.cache_dir), LARGE_CARD) as (stack, (url,)):
        idle = {name: pss_mb(stack.worker(name)) for name in NAMES}
        return idle, crawl_through(stack, url, site).peaks_mb


def _long_crawl(settings: BenchSettings) -> tuple[float, float]:
    """Most resident memory, and its growth per 1,000 pictures once warm."""
    site = site_ensure(settings.cache_dir, settings.sizes_pages[1] if settings.is_quick else LONG_PAGES)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, served(site.folder) as url:
        environment = our_environment(Path(folder), url)
        crawl_id = our_step(environment, "prepare", url)
        command = our_command(crawl_id, is_fetching=True)
        process = subprocess.Popen(
            command, cwd=env.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        samples = _samples(process)
        done = json.loads(our_step(environment, "counts", crawl_id))
    if done["images"] != site.images:
        raise RunFailed(f"the long crawl kept {done} of {site.images} pictures")
    warm = samples[len(samples) * min(WARM_IMAGES, site.images // 2) // site.images :]
    fifth = max(1, len(warm) // 5)
    growth = mean(warm[-fifth:]) - mean(warm[:fifth])
    pictures = site.pages * IMAGES_PER_PAGE * len(warm) / len(samples) * 0.8
    return max(samples), growth / pictures * 1000


def _samples(process: subprocess.Popen[bytes]) -> list[float]:
    """Resident megabytes at even times; pictures come at an even rate, so time stands for them."""
    samples = []
    while process.poll() is None:
        try:
            samples.append(psutil.Process(process.pid).memory_info().rss / MEGABYTE)
        except psutil.NoSuchProcess:
            break
        time.sleep(SAMPLE_SECONDS)
    process.wait()
    return samples

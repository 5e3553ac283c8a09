"""B5: from the start of a crawl to the last vector that can be searched, against the bare model in the same minutes."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

from imagesearch import env
from imagesearch.ops.programs import roles
from tests.bench.processes import MemoryPeaks, cpu_seconds
from tests.bench.reporting import Figure, Report
from tests.bench.serving import served, server_name
from tests.bench.settings import BenchSettings
from tests.bench.site import Site, site_ensure
from tests.stack import RunningStack, stack_running

PAGES: Final = 100
PAGES_QUICK: Final = 20
WARM_EDITION: Final = 99
POLL_SECONDS: Final = 0.2
LARGE_CARD: Final = "ViT-B-32"
"""With random weights, which cost what trained ones do."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """One crawl through all services."""

    images: int
    seconds: float
    cpu_ms_per_image: float
    peaks_mb: dict[str, float]

    @property
    def images_per_second(self) -> float:
        """From the request to the last vector that can be searched."""
        return self.images / self.seconds


def bench_pipeline(settings: BenchSettings) -> Report:
    """B5, with a model of the usual size, and with the demo model, where everything else weighs more."""
    measured = {card: pipeline_measure(settings, card) for card in (LARGE_CARD, "demo")}
    figures = [
        figure
        for card, (crawls, bare) in measured.items()
        for figure in _figures(card, crawls, bare, is_judged=card == LARGE_CARD)
    ]
    about = {"images": PAGES * 6, "rounds": settings.rounds, "server": server_name(), "batch": env.EMBED_BATCH_IMAGES}
    details = {card: {"crawls": [asdict(c) for c in crawls], "bare": bare} for card, (crawls, bare) in measured.items()}
    return Report("B5", "end to end, against a bare encode_image loop", tuple(figures), about, details)


def pipeline_measure(settings: BenchSettings, card: str) -> tuple[list[Crawled], list[dict[str, Any]]]:
    """Crawls through a stack of its own, the bare loop between them."""
    models_dir = models_ensure(settings.cache_dir)
    pages = PAGES_QUICK if settings.is_quick else PAGES
    sites = [site_ensure(settings.cache_dir, pages, edition) for edition in range(1, settings.rounds + 1)]
    warm = site_ensure(settings.cache_dir, PAGES_QUICK, WARM_EDITION)
    with stack_for_sites([warm, *sites], models_dir, card) as (stack, urls):
        crawl_through(stack, urls[0], warm)
        bare, crawls = [bare_loop(models_dir, card, sites[0].images)], []
        for site, url in zip(sites, urls[1:], strict=True):
            crawls.append(crawl_through(stack, url, site))
            bare.append(bare_loop(models_dir, card, site.images))
            _say(card, crawls[-1], bare[-1])
    return crawls, bare


def models_ensure(cache_dir: Path) -> Path:
    """The folder of models, with random weights of the usual size in it."""
    folder = cache_dir / "models"
    file = folder / f"{LARGE_CARD}.safetensors"
    if not file.exists():
        subprocess.run([sys.executable, "-m", "tests.bench.encoding", "weights", file], cwd=env.ROOT, check=True)
    return folder


@contextmanager
def stack_for_sites(
    sites: list[Site], models_dir: Path, card: str, **told: str
) -> Iterator[tuple[RunningStack, list[str]]]:
    """Everything running in a folder of its own, and the sites served to it."""
    with ExitStack() as stack:
        urls = [stack.enter_context(served(site.folder)) for site in sites]
        state_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-stack-")))
        variables = {
            **{name: value for name, value in env.child_environment().items() if name.startswith("OMP_")},
            "IMAGESEARCH_MODEL": card,
            "IMAGESEARCH_CRAWL_NICE": str(env.CRAWL_NICE),
            "IMAGESEARCH_EMBED_NICE": str(env.EMBED_NICE),
            "IMAGESEARCH_MODELS_DIR": str(models_dir),
            "IMAGESEARCH_CRAWL_ALLOWED_HOSTS": ",".join(urlsplit(url).netloc for url in urls),
            **told,
        }
        yield stack.enter_context(stack_running(state_dir, **variables)), urls


def crawl_through(stack: RunningStack, url: str, site: Site) -> Crawled:
    """Start a crawl and wait for the last vector."""
    cpu, began = cpu_seconds(stack), time.perf_counter()
    crawl_id = stack.api.post("crawls/", json={"url": url, "limit": 100_000}).raise_for_status().json()["id"]
    with MemoryPeaks(stack, crawl_id) as memory:
        while (state := stack.crawl_state(crawl_id))["counts"]["images_indexed"] < site.images:
            assert state["status"] in {"queued", "running", "finishing"}, f"{state}\n{stack.logs_tail()}"
            time.sleep(POLL_SECONDS)
        seconds = time.perf_counter() - began
        stack.crawl_wait(crawl_id)
    used_seconds = cpu_seconds(stack) - cpu
    return Crawled(site.images, seconds, used_seconds / site.images * 1000, memory.peaks_mb)


def bare_loop(models_dir: Path, card: str, count: int) -> dict[str, Any]:
    """The model alone, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.encoding", "loop", card, str(count), str(env.EMBED_BATCH_IMAGES)]
    variables = env.child_environment(IMAGESEARCH_MODELS_DIR=str(models_dir), **roles()["embed"].environment)
    with tempfile.TemporaryDirectory(prefix="bench-") as state_dir:
        variables["IMAGESEARCH_STATE_DIR"] = state_dir
        done = subprocess.run(command, cwd=env.ROOT, env=variables, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _figures(card: str, crawls: list[Crawled], bare: list[dict[str, Any]], *, is_judged: bool) -> Iterator[Figure]:
    ours, raw = (
        median(values) for values in ([c.images_per_second for c in crawls], _values(bare, "images_per_second"))
    )
    cost, raw_cost = median(c.cpu_ms_per_image for c in crawls), median(_values(bare, "cpu_ms_per_image"))
    limit, goal = (0.40, 0.65) if is_judged else (None, None)
    yield Figure(f"{card}: end to end / bare, images a second", ours / raw, limit=limit, goal=goal, is_floor=True)
    yield Figure(f"{card}: end to end", ours, "images/s")
    yield Figure(f"{card}: bare encode_image, {bare[0]['precision']}", raw, "images/s")
    yield Figure(f"{card}: end to end, CPU of all processes", cost, "CPU-ms an image")
    yield Figure(f"{card}: bare encode_image", raw_cost, "CPU-ms an image")


def _values(bare: list[dict[str, Any]], name: str) -> list[float]:
    return [float(run[name]) for run in bare]


def _say(card: str, crawl: Crawled, bare: dict[str, Any]) -> None:
    print(
        f"{card:10} {crawl.images} images  {crawl.images_per_second:6.1f}/s  {crawl.cpu_ms_per_image:6.1f} CPU-ms  bare "
        f"{bare['images_per_second']:6.1f}/s  {bare['cpu_ms_per_image']:6.1f} CPU-ms  {bare['precision']}",
        flush=True,
    )

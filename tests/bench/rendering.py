"""B17: pages that draw themselves: our crawl process with its browser, against bare scrapy-playwright on the same site."""

import json
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final, Protocol

from imagesearch import env
from tests.bench.contenders import PEERS, bench_folder, our_command, our_environment, our_step
from tests.bench.measuring import Cost, RunFailed, run_measured
from tests.bench.reporting import Figure, Report
from tests.bench.serving import served, server_name
from tests.bench.settings import BenchSettings

NICENESS: Final = 10
"""What `crawler.render` gives itself."""
SIZES_PAGES: Final = (20, 80)
SIZES_QUICK: Final = (4, 12)
PICTURES: Final = 24
"""On each page: half of them there at once, half when they come in sight."""
SHELL: Final = '<!doctype html><title>{n}</title><div id="root"></div>{links}<script src="/app.js"></script>'
"""Links are there from the start: the peer takes a page before its data has come, and would miss them."""
APP: Final = """
const number = Number(location.pathname.match(/\\d+/) || 0);
fetch("/data.json").then((answer) => answer.json()).then(({ pictures }) => {
  const root = document.getElementById("root");
  for (let k = 0; k < pictures; k++) {
    const image = root.appendChild(document.createElement("img"));
    const address = `/pictures/${number}-${k}.jpg`;
    image.alt = `picture ${k} of page ${number}`;
    image.style.cssText = "display:block;width:300px;height:400px";
    if (k % 2) image.src = address;
    else new IntersectionObserver(([seen], observer) => {
      if (seen.isIntersecting) { image.src = address; observer.disconnect(); }
    }).observe(image);
  }
});
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One run over the whole site."""

    cost: Cost
    images: int


BARE: Final = "scrapy-playwright"
PATIENT: Final = "scrapy-playwright that waits"


class Renderer(Protocol):
    """Reads every page of the site with a browser."""

    name: str

    def visit(self, url: str, pages: int) -> Visit:
        """What it took, and how many pictures it saw."""


class Ours:
    """Our crawl process, its database and egress proxy included; pictures are recorded, not fetched."""

    name = "ours"

    def visit(self, url: str, pages: int) -> Visit:
        """Run on a fresh database."""
        with bench_folder() as folder:
            environment = our_environment(folder, url)
            crawl_id = our_step(environment, "prepare", url, "always")
            command = our_command(crawl_id, is_fetching=False)
            cost = run_measured(command, cwd=env.ROOT, environment=environment, log_path=folder / "log")
            done = json.loads(our_step(environment, "counts", crawl_id))
        return _visit(self.name, cost, {"pages": done["pages_rendered"], "images": done["images_found"]}, pages)


class Bare:
    """scrapy-playwright with as many tabs, and nothing kept.

    By itself it takes a page at its `load` event, before what scripts fetch has come: less than half of the pictures are in it.
    """

    def __init__(self, name: str, state: str) -> None:
        self.name = name
        self._state = state

    def visit(self, url: str, pages: int) -> Visit:
        """Run in an empty folder."""
        with bench_folder() as folder:
            out = folder / "out.json"
            spider = str(PEERS / "rendered.py")
            # As low in rank as our browser is: on a busy machine rank decides who comes first, not cost.
            polite = ("nice", "-n", str(NICENESS))
            command = (
                *polite,
                sys.executable,
                "-m",
                "scrapy",
                "runspider",
                spider,
                "-a",
                f"url={url}",
                "-a",
                f"out={out}",
                "-a",
                f"state={self._state}",
            )
            environment = env.child_environment(PYTHONPATH=str(env.ROOT))
            cost = run_measured(command, cwd=folder, environment=environment, log_path=folder / "log")
            return _visit(self.name, cost, json.loads(out.read_text()), pages)


def bench_rendering(settings: BenchSettings) -> Report:
    """Pages a second between two sizes, so that the browser's start is subtracted; interleaved rounds."""
    sizes = SIZES_QUICK if settings.is_quick else SIZES_PAGES
    visits: dict[str, dict[int, list[Visit]]] = {}
    with ExitStack() as stack:
        urls = {pages: stack.enter_context(served(_site(settings.cache_dir, pages))) for pages in sizes}
        for _ in range(settings.rounds):
            for pages, url in urls.items():
                for renderer in (Bare(BARE, "load"), Ours(), Bare(PATIENT, "networkidle")):
                    visit = renderer.visit(f"{url}p0.html", pages)
                    visits.setdefault(renderer.name, {}).setdefault(pages, []).append(visit)
                    print(f"{renderer.name:30} {pages:4} pages  {visit.cost.wall_seconds:7.2f} s", flush=True)
    return _report(settings, sizes, visits)


def _report(settings: BenchSettings, sizes: tuple[int, int], visits: dict[str, dict[int, list[Visit]]]) -> Report:
    rates = {name: _pages_per_second(sizes, runs) for name, runs in visits.items()}
    shares = {name: runs[sizes[1]][-1].images / (sizes[1] * PICTURES) for name, runs in visits.items()}
    ours = rates[Ours.name]
    figures = (
        Figure("ours / peer, pages a second", ours / rates[BARE], limit=0.9, is_floor=True),
        Figure("the same, the peer waits for half a second without requests", ours / rates[PATIENT]),
        *(Figure(name, rate, "pages/s") for name, rate in rates.items()),
        *(Figure(f"pictures seen, {name}", share * 100, "%") for name, share in shares.items()),
    )
    measurements = {who: {n: [asdict(v) for v in runs] for n, runs in each.items()} for who, each in visits.items()}
    about = {"sizes_pages": sizes, "rounds": settings.rounds, "server": server_name(), "pictures": PICTURES}
    return Report("B17", "pages that draw themselves", figures, about, measurements)


def _pages_per_second(sizes: tuple[int, int], runs: dict[int, list[Visit]]) -> float:
    small, large = (median(visit.cost.wall_seconds for visit in runs[size]) for size in sizes)
    return (sizes[1] - sizes[0]) / (large - small)


def _site(cache_dir: Path, pages: int) -> Path:
    folder = cache_dir / f"drawn-{pages}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "app.js").write_text(APP)
    (folder / "data.json").write_text(json.dumps({"pictures": PICTURES}))
    (folder / "index.html").write_text("ready")
    for number in range(pages):
        following = (n for n in (2 * number + 1, 2 * number + 2) if n < pages)
        links = "".join(f'<a href="/p{n}.html">page {n}</a>' for n in following)
        (folder / f"p{number}.html").write_text(SHELL.format(n=number, links=links))
    return folder


def _visit(name: str, cost: Cost, done: dict[str, Any], pages: int) -> Visit:
    if done["pages"] < pages:
        raise RunFailed(f"{name} did not read the whole site: {done} instead of {pages} pages")
    return Visit(cost, done["images"])

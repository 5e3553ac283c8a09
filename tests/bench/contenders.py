"""Who is measured on the site: Scrapy as its manual shows it, and our crawl process, each in folders of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from imagesearch import env
from tests.bench.measuring import Cost, RunFailed, run_measured
from tests.bench.site import Site

HOLDER: Final = "bench"
PEERS: Final = Path(__file__).with_name("peers")
NOBODY_REDIS_URL: Final = "redis://127.0.0.1:1/0"
"""The crawl process needs no broker; at port 1 nobody answers."""


class Contender(Protocol):
    """Visits the site once."""

    name: str

    def visit(self, url: str, site: Site) -> Cost:
        """What one visit cost; it has been checked that everything was visited."""


class ScrapySpider:
    """A spider of `peers/`."""

    def __init__(self, name: str, *, is_fetching: bool) -> None:
        self.name = name
        self._is_fetching = is_fetching

    def visit(self, url: str, site: Site) -> Cost:
        """Run in an empty folder."""
        with bench_folder() as folder:
            spider = PEERS / ("pictures.py" if self._is_fetching else "links.py")
            out = folder / "out.json"
            command = (sys.executable, "-m", "scrapy", "runspider", str(spider), "-a", f"url={url}", "-a", f"out={out}")
            cost = run_measured(command, cwd=folder, environment=env.child_environment(), log_path=folder / "log")
            _visited_check(self.name, json.loads(out.read_text()), site, is_fetching=self._is_fetching)
            return cost


class OurCrawl:
    """Our crawl process on SQLite."""

    def __init__(self, name: str, *, is_fetching: bool) -> None:
        self.name = name
        self._is_fetching = is_fetching

    def visit(self, url: str, site: Site) -> Cost:
        """Run on a fresh database."""
        with bench_folder() as folder:
            environment = our_environment(folder, url)
            crawl_id = our_step(environment, "prepare", url)
            command = our_command(crawl_id, is_fetching=self._is_fetching)
            cost = run_measured(command, cwd=env.ROOT, environment=environment, log_path=folder / "log")
            _visited_check(
                self.name, json.loads(our_step(environment, "counts", crawl_id)), site, is_fetching=self._is_fetching
            )
            return cost


def our_environment(state_dir: Path, url: str, **extra: str) -> dict[str, str]:
    """An installation of its own: that state folder, no broker, that site allowed."""
    return env.child_environment(
        IMAGESEARCH_STATE_DIR=str(state_dir), IMAGESEARCH_REDIS_URL=NOBODY_REDIS_URL,
        IMAGESEARCH_CRAWL_ALLOWED_HOSTS=urlsplit(url).netloc, **extra,
    )  # fmt: skip


def our_command(crawl_id: str, *, is_fetching: bool) -> list[str]:
    """The crawl process as the watcher starts it, or without its pictures."""
    if is_fetching:
        return [sys.executable, "-m", "crawler", crawl_id, "--holder", HOLDER]
    return [sys.executable, "-m", "tests.bench.our_crawl", "run", crawl_id, "pages"]


def our_step(environment: dict[str, str], *arguments: str) -> str:
    """A step before or after the measured run."""
    command = [sys.executable, "-m", "tests.bench.our_crawl", *arguments]
    done = subprocess.run(command, cwd=env.ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunFailed(done.stderr[-3000:])
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def bench_folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _visited_check(name: str, done: dict[str, Any], site: Site, *, is_fetching: bool) -> None:
    wanted = {"pages": site.pages, "images": site.images if is_fetching else 0}
    # Scrapy visits its start page twice: start requests are not filtered.
    if any(done[key] < count for key, count in wanted.items()):
        raise RunFailed(f"{name} did not visit the whole site: {done} instead of {wanted}")

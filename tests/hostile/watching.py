"""Runs a crawl process and says how much memory it took, and how much its browser did."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from crawler.exits import Exit
from imagesearch.crawls.models import Crawl
from tests.crawl_process import crawler_start

PATIENCE_SECONDS = 240
LOOK_EVERY_SECONDS = 0.05


@dataclass
class Peaks:
    """The most memory at any time, in megabytes."""

    own_mb: float = 0.0
    """The crawl process, and those that decode and draw for it."""
    browser_mb: float = 0.0
    """The process with the browser and all that it started; what they share counts for each."""

    def look(self, pid: int) -> None:
        """See what they take now."""
        process = psutil.Process(pid)
        children = [child for child in process.children() if _is_another(child, process)]
        browsers = [child for child in children if _is_browser(child)]
        helpers = [child for child in children if child not in browsers]
        self.own_mb = max(self.own_mb, sum(map(_family_mb, helpers), _rss_mb(process)))
        self.browser_mb = max(self.browser_mb, sum(map(_family_mb, browsers)))


def crawl_watched(crawl: Crawl, state_dir: Path, **variables: str) -> Peaks:
    """Run its process to the end."""
    process = crawler_start(crawl, state_dir, **variables)
    reader = threading.Thread(target=process.communicate)
    reader.start()
    peaks = Peaks()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while reader.is_alive() and time.monotonic() < deadline:
        try:
            peaks.look(process.pid)
        except psutil.NoSuchProcess:
            break
        time.sleep(LOOK_EVERY_SECONDS)
    process.kill()
    reader.join()
    assert process.returncode == Exit.ENDED
    crawl.refresh_from_db()
    return peaks


def _is_another(child: psutil.Process, process: psutil.Process) -> bool:
    """A child that is not yet another program shares the memory of its parent, which would count twice."""
    try:
        return child.cmdline() != process.cmdline()
    except psutil.NoSuchProcess:
        return False


def _is_browser(process: psutil.Process) -> bool:
    try:
        return "crawler.render" in process.cmdline()
    except psutil.Error:
        return False


def _family_mb(process: psutil.Process) -> float:
    try:
        return sum(map(_rss_mb, [process, *process.children(recursive=True)]))
    except psutil.Error:
        return 0.0


def _rss_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0

"""What a running product uses: CPU of all its processes, memory of each, by name."""

import threading
from types import TracebackType
from typing import Final, Self

import psutil

from tests.stack import RunningStack

NAMES: Final = ("web", "crawl", "embed", "search", "beat", "flower", "redis")
SAMPLE_SECONDS: Final = 0.5
MEGABYTE: Final = 1e6


def cpu_seconds(stack: RunningStack) -> float:
    """CPU that all processes used so far, those that ended included."""
    root = psutil.Process(stack.process.pid)
    return sum(_cpu_seconds(process) for process in (root, *root.children(recursive=True)))


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:4]))  # its own, and that of children that ended
    except psutil.NoSuchProcess:
        return 0.0  # counted with its parent from now on


def pss_mb(process: psutil.Process) -> float:
    """Memory of a process, with its share of what it has in common with others."""
    return float(process.memory_full_info().pss / MEGABYTE)


class MemoryPeaks:
    """Samples the memory of every program until the context ends; `peaks_mb` has the most of each."""

    def __init__(self, stack: RunningStack, crawl_id: str) -> None:
        self.peaks_mb: dict[str, float] = {}
        self._stack = stack
        self._crawl_id = crawl_id
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        programs = {name: self._stack.worker(name) for name in NAMES}
        while True:
            for name, process in programs.items():
                self._sample(name, process)
            self._sample_crawler()
            if self._done.wait(SAMPLE_SECONDS):
                return

    def _sample_crawler(self) -> None:
        try:
            crawler = self._stack.crawler(self._crawl_id)
        except psutil.NoSuchProcess:
            return  # some process ended while they were listed
        if crawler:
            self._sample("crawl process", crawler)

    def _sample(self, name: str, process: psutil.Process) -> None:
        try:
            self.peaks_mb[name] = max(self.peaks_mb.get(name, 0), pss_mb(process))
        except psutil.NoSuchProcess:
            return  # the crawl process ends when it is done

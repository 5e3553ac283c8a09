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
    return sum(sum(process.cpu_times()[:4]) for process in (root, *root.children(recursive=True)))


def pss_mb(process: psutil.Process) -> float:
    """Memory of a process, with its share of what it has in common with others."""
    return float(process.memory_full_info().pss / MEGABYTE)


class MemoryPeaks:
    """Samples the memory of every program until the context ends; `peaks_mb` has the most of each."""

    def __init__(self, stack: RunningStack, crawl_id: str = "") -> None:
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
            crawler = self._stack.crawler(self._crawl_id) if self._crawl_id else None
            for name, process in {**programs, **({"crawl process": crawler} if crawler else {})}.items():
                self._sample(name, process)
            if self._done.wait(SAMPLE_SECONDS):
                return

    def _sample(self, name: str, process: psutil.Process) -> None:
        try:
            self.peaks_mb[name] = max(self.peaks_mb.get(name, 0), pss_mb(process))
        except psutil.NoSuchProcess:
            return  # the crawl process ends when it is done

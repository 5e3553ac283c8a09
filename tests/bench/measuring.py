"""Runs a program and says what it cost: CPU and memory by the kernel's own account, children included."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a program took."""

    cpu_seconds: float
    wall_seconds: float
    peak_rss_mb: float


class RunFailed(RuntimeError):
    """A measured program failed; what it cost means nothing."""


def run_measured(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], log_path: Path) -> Cost:
    """Run to the end.

    Args:
        command: program and arguments.
        cwd: its working folder.
        environment: all of its environment.
        log_path: takes its output.

    Raises:
        RunFailed: it ended with another code than 0.
    """
    began = time.perf_counter()
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, cwd=cwd, env=dict(environment), stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall_seconds = time.perf_counter() - began
    if process.returncode:
        raise RunFailed(f"{' '.join(command[:4])} ended with {process.returncode}:\n{log_path.read_text()[-3000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall_seconds, usage.ru_maxrss / 1024)


def marginal_ms(small: Sequence[Cost], large: Sequence[Cost], items: int) -> float:
    """CPU milliseconds of one more item: medians of two sizes, so that the start is subtracted."""
    difference = median(cost.cpu_seconds for cost in large) - median(cost.cpu_seconds for cost in small)
    return difference / items * 1000

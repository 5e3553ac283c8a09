"""`python -m tests.bench [B1 B2 …]`: measure, print the tables, keep the JSON; exit code 1 if a limit is missed."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

from imagesearch.env import ROOT
from tests.bench.reporting import Report, report_print, report_write
from tests.bench.settings import BenchSettings

BENCHES: Final = {
    "B1": "tests.bench.crawling.bench_pages",
    "B2": "tests.bench.crawling.bench_pictures",
    "B3p": "tests.bench.sharing.bench_sharing",
    "B5": "tests.bench.pipeline.bench_pipeline",
    "B6": "tests.bench.searching.bench_search",
    "B6L": "tests.bench.searching.bench_search_vast",
    "B6q": "tests.bench.searching.bench_throughput",
    "B7": "tests.bench.searching.bench_busy",
    "B10": "tests.bench.memory.bench_memory",
    "B13": "tests.bench.searching.bench_caches",
    "B17": "tests.bench.rendering.bench_rendering",
    "B18": "tests.bench.growth.bench_growth",
}
"""Imported only when asked for: a process that measures others should be small."""


def main() -> int:
    """Run the benches that the command line names, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure against the peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHES)}; all if none is named")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round: does it work?")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    reports = [_run(name, _settings(arguments)) for name in arguments.names or BENCHES]
    return 0 if all(report.is_passed for report in reports) else 1


def _settings(arguments: argparse.Namespace) -> BenchSettings:
    cache_dir = ROOT / ".cache" / "bench"
    if arguments.quick:
        return BenchSettings(cache_dir, rounds=1, sizes_pages=(20, 60), is_quick=True)
    return BenchSettings(cache_dir, rounds=arguments.rounds)


def _run(name: str, settings: BenchSettings) -> Report:
    module, _, function = BENCHES[name].rpartition(".")
    bench: Callable[[BenchSettings], Report] = getattr(import_module(module), function)
    report = bench(settings)
    report_print(report)
    path = report_write(report, ROOT / "bench" / "results")
    print(f"\n{path.relative_to(ROOT)}", flush=True)
    return report


if __name__ == "__main__":
    sys.exit(main())

"""What a bench found: figures with what they must reach, printed as a table and kept as JSON."""

import json
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psutil

LIBRARIES: Final = ("Scrapy", "Twisted", "Django", "celery", "redis", "Pillow", "torch", "open_clip_torch", "lxml")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; lower is better unless `is_floor`."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    goal: float | None = None
    is_floor: bool = False

    @property
    def verdict(self) -> str:
        """Whether it reaches its goal, passes its limit, or misses."""
        if self.limit is None:
            return ""
        sign = -1 if self.is_floor else 1
        if self.goal is not None and sign * self.value <= sign * self.goal:
            return "goal"
        return "pass" if sign * self.value <= sign * self.limit else "MISS"


@dataclass(frozen=True, slots=True)
class Report:
    """One bench: its figures, and the measurements behind them."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    measurements: dict[str, Any] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        """Whether no figure misses its limit."""
        return all(figure.verdict != "MISS" for figure in self.figures)


def report_print(report: Report) -> None:
    """The table, for people; Markdown, so that it can be pasted."""
    print(f"\n### {report.name} {report.title}\n\n| figure | value | limit | goal | |\n| --- | --- | --- | --- | --- |")
    for figure in report.figures:
        limits = ("" if number is None else f"{number:g}" for number in (figure.limit, figure.goal))
        print(f"| {figure.name} | {figure.value:.3g} {figure.unit} | {' | '.join(limits)} | {figure.verdict} |")


def report_write(report: Report, folder: Path) -> Path:
    """The same with machine, versions and every measurement, as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC)
    path = folder / f"{report.name}-{at:%Y%m%dT%H%M%S}.json"
    document = {"at": at.isoformat(timespec="seconds"), "machine": machine(), **asdict(report)}
    path.write_text(json.dumps(document, indent=1, default=str))
    return path


def machine() -> dict[str, Any]:
    """Where it was measured."""
    cpu = next((line.split(":")[1].strip() for line in _cpu_lines() if line.startswith("model name")), "")
    return {
        "cpu": cpu,
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_average": psutil.getloadavg(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []

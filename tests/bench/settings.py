"""What a run of the benches is told."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """How much is measured, and where the sites are kept."""

    cache_dir: Path
    rounds: int = 3
    sizes_pages: tuple[int, int] = (200, 1000)
    is_quick: bool = False
    """Small sizes and one round: whether the benches work, not what they measure."""

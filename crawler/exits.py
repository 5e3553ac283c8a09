"""How a crawl process ends, as its exit code tells the one who started it."""

from enum import IntEnum
from typing import Final

STOPPED: Final = "stopped"
"""End of a run, not of fetching: the only one that is not noted in the crawl."""


class Exit(IntEnum):
    """Exit codes; any other is a crash too."""

    ENDED = 0
    """Nothing more is to be fetched; `Crawl.fetch_ended_reason` says why."""
    CRASHED = 1
    STOPPED = 75
    """Asked to stop, or the crawl is in other hands: the rest of the frontier waits."""

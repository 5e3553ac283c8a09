"""What a crawl process learns about hosts: who is away, who asked for a pause, who wants no more requests."""

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

NEVER_ANSWERED_MAX: Final = 3
"""Failed connections to a host that has never answered, before the rest of its addresses fails at once."""
FAILURES_IN_A_ROW_MAX: Final = 25
"""The same for a host that has answered before."""


@dataclass(slots=True)
class HostState:
    """One host, named with its port."""

    answers: int = 0
    failures_in_a_row: int = 0
    held_until: float = 0.0
    refusal: str = ""


class Hosts:
    """The hosts of one crawl process."""

    def __init__(self) -> None:
        self.sitemaps: list[str] = []
        """What the robots.txt files seen so far name."""
        self._states: defaultdict[str, HostState] = defaultdict(HostState)

    def answered(self, host: str) -> None:
        """It sent a response, of whatever status."""
        state = self._states[host]
        state.answers += 1
        state.failures_in_a_row = 0

    def failed(self, host: str, reason: str) -> None:
        """No response came."""
        state = self._states[host]
        state.failures_in_a_row += 1
        limit = FAILURES_IN_A_ROW_MAX if state.answers else NEVER_ANSWERED_MAX
        if state.failures_in_a_row >= limit or (reason in ("host_unknown", "host_forbidden") and not state.answers):
            state.refusal = reason

    def hold(self, host: str, seconds: float) -> None:
        """It asked for a pause."""
        state = self._states[host]
        state.held_until = max(state.held_until, time.monotonic() + seconds)

    def is_held(self, host: str) -> bool:
        """Whether its pause lasts still."""
        return host in self._states and self._states[host].held_until > time.monotonic()

    def block(self, host: str) -> None:
        """It asked to be left alone for longer than a crawl waits."""
        self._states[host].refusal = "blocked"

    def refusal(self, host: str) -> str:
        """Why no request to it is worth sending, as a reason code; empty if it is."""
        return self._states[host].refusal if host in self._states else ""

"""The pause between two requests to one host: no shorter than agreed, longer while the host is slow or pushes back."""

from dataclasses import dataclass, field
from typing import Final

DELAY_MAX_SECONDS: Final = 10.0
"""What slowness and refusals may make of it; a robots.txt may ask for more."""
LATENCY_WEIGHT: Final = 0.2
"""Share of the newest answer in the smoothed time to the first byte."""
ANSWERS_PER_LATENCY: Final = 4
"""Requests in the time of one answer: a host that takes four seconds is asked once a second."""
RECOVERY: Final = 0.1
"""How much of what is too long a good answer takes off."""
PUSH_BACK_FACTOR: Final = 2.0
PUSH_BACK_MIN_SECONDS: Final = 0.5


@dataclass(slots=True)
class Delay:
    """The delay of one host, which only its own answers change."""

    agreed_seconds: float
    """By setting or robots.txt; 0 for a host that needs no pace."""
    seconds: float = field(init=False)
    _latency_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.seconds = self.agreed_seconds

    def agree(self, seconds: float) -> None:
        """The host asks for this much at least."""
        self.agreed_seconds = max(self.agreed_seconds, seconds)
        self.seconds = max(self.seconds, seconds)

    def answered(self, latency_seconds: float) -> None:
        """A good answer: towards what its speed allows."""
        if self.seconds == 0.0:
            return  # nothing to recover from, and speed is no matter
        weight = LATENCY_WEIGHT if self._latency_seconds else 1.0
        self._latency_seconds += weight * (latency_seconds - self._latency_seconds)
        goal_seconds = self._goal_seconds()
        if goal_seconds >= self.seconds:
            self.seconds = goal_seconds
        else:
            self.seconds -= RECOVERY * (self.seconds - goal_seconds)
            if self.seconds - goal_seconds < PUSH_BACK_MIN_SECONDS / 10:
                self.seconds = goal_seconds

    def pushed_back(self) -> None:
        """The host is asked too much."""
        wanted_seconds = max(self.seconds * PUSH_BACK_FACTOR, PUSH_BACK_MIN_SECONDS)
        self.seconds = max(min(wanted_seconds, DELAY_MAX_SECONDS), self.agreed_seconds)

    def _goal_seconds(self) -> float:
        if self.agreed_seconds == 0.0:
            return 0.0
        return max(self.agreed_seconds, min(self._latency_seconds / ANSWERS_PER_LATENCY, DELAY_MAX_SECONDS))

"""Hands out turns at hosts: in the order in which they are asked for, after the delay, and never more at a time than agreed."""

import asyncio
import itertools
import logging
import os
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Final

from crawler.hosts import PAUSE_MAX_SECONDS, Hosts, HostState
from crawler.refusals import Refused
from imagesearch import env
from imagesearch.pacing.shared import PaceUnavailable, SharedPace

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS: Final = 2.0
"""Who waits for a turn looks this often whether it is still worth waiting."""
LINES_MAX: Final = 1000
"""Hosts with a line before those without anybody in it are forgotten."""
ALONE_SECONDS: Final = 10.0
"""After Redis did not answer; until then the process keeps its own pace without asking."""
LOST_SPARE_SECONDS: Final = 10.0
"""A request of a dead process counts against its host's limit for so much longer than it could have lasted."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to send one request to one host."""

    host: str
    token: str
    taken_at: float
    """By the monotonic clock."""


@dataclass(slots=True)
class Line:
    """Who waits at one host; the first of them does the asking."""

    first: asyncio.Lock = field(default_factory=asyncio.Lock)
    room: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: int = 0
    next_at: float = 0.0

    def is_idle(self, now: float) -> bool:
        """Whether nobody waits in it, is under way from it, or would come too early without it."""
        return not self.first.locked() and not self.under_way and self.next_at <= now


class Turns:
    """The turns of one crawl process, in step with all others through Redis."""

    def __init__(self, hosts: Hosts, shared: SharedPace) -> None:
        self.is_over = False
        """Set when the crawl's time has run out: nobody waits any longer."""
        self.hosts = hosts
        self._shared = shared
        self._lines: dict[str, Line] = {}
        self._numbers = itertools.count(1)
        self._process = f"{os.getpid()}-{time.time_ns():x}"
        self._alone_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, host: str) -> Turn:
        """Wait for a turn; it lasts until `end`.

        Raises:
            Refused: the host turned out not to be worth a request, or the crawl's time is over.
        """
        line = self._line(host)
        state = self.hosts.state(host)
        token = f"{self._process}-{next(self._numbers)}"
        async with line.first:
            while (pause_seconds := await self._pause_seconds(host, state, line, token)) > 0:  # noqa: ASYNC110  by time
                await asyncio.sleep(min(pause_seconds, LOOK_EVERY_SECONDS))
            line.under_way += 1
            now = time.monotonic()
            line.next_at = now + state.delay.seconds
        self.hosts.asked(host)
        return Turn(host, token, now)

    def end(self, turn: Turn) -> None:
        """The request is over, however it went."""
        line = self._lines[turn.host]
        line.under_way -= 1
        line.room.set()
        if self._is_shared(self.hosts.state(turn.host)):
            self._soon(self._shared.leave(turn.host, turn.token))

    def _line(self, host: str) -> Line:
        """The line at a host; lines where nobody stands are forgotten when there are many."""
        if host not in self._lines and len(self._lines) >= LINES_MAX:
            now = time.monotonic()
            self._lines = {name: line for name, line in self._lines.items() if not line.is_idle(now)}
        return self._lines.setdefault(host, Line())

    def hold(self, host: str, seconds: float) -> None:
        """The host asked for a pause: none of our processes asks it in the meantime."""
        if seconds > PAUSE_MAX_SECONDS:
            self.hosts.block(host, seconds)
        else:
            self.hosts.hold(host, seconds)
        if self._is_shared(self.hosts.state(host)):
            self._soon(self._shared.hold(host, seconds))

    async def close(self) -> None:
        """Tell Redis what is still to be told, and let go of it."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._shared.close()

    async def _pause_seconds(self, host: str, state: HostState, line: Line, token: str) -> float:
        """How long to wait before asking again; 0 when the turn is ours."""
        if self.is_over:
            raise Refused("time_limit")
        if state.refusal:
            raise Refused(state.refusal)
        while line.under_way >= state.limits.concurrency:
            line.room.clear()
            await line.room.wait()
        pause_seconds = max(self.hosts.held_seconds(host), line.next_at - time.monotonic())
        if pause_seconds > 0 or not self._is_shared(state):
            return pause_seconds
        return await self._shared_pause_seconds(host, state, token)

    async def _shared_pause_seconds(self, host: str, state: HostState, token: str) -> float:
        try:
            answer = await self._shared.ask(
                host,
                token=token,
                delay_seconds=state.delay.seconds,
                concurrency=state.limits.concurrency,
                lost_after_seconds=env.FETCH_TIMEOUT_SECONDS + LOST_SPARE_SECONDS,
            )
        except PaceUnavailable as error:
            self._alone(error)
            return 0.0
        self.hosts.is_pace_shared = True
        if answer.held_seconds > PAUSE_MAX_SECONDS:
            self.hosts.block(host, answer.held_seconds)
        elif answer.held_seconds:
            self.hosts.hold(host, answer.held_seconds)
        return answer.wait_seconds

    def _is_shared(self, state: HostState) -> bool:
        return state.limits.delay_seconds > 0 and time.monotonic() >= self._alone_until

    def _alone(self, error: PaceUnavailable) -> None:
        """Go on with our own limit, and say so: other crawls of the same host are not known of."""
        if self.hosts.is_pace_shared:
            log.warning("pace_not_shared", extra={"error": error.sentence})
        self.hosts.is_pace_shared = False
        self._alone_until = time.monotonic() + ALONE_SECONDS

    def _soon(self, telling: Awaitable[None]) -> None:
        """Tell Redis something that nobody waits for."""
        task = asyncio.ensure_future(self._told(telling))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _told(self, telling: Awaitable[None]) -> None:
        try:
            await telling
        except PaceUnavailable as error:
            self._alone(error)

"""One host, one pace: who wants to ask a host asks Redis first, and is told to go or how long to wait.

Three keys a host, each of which ends by itself: when the next request may leave, until when the host wants none, and the
requests under way with the time at which each counts as lost.
"""

from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from imagesearch.core.errors import Unavailable

PATIENCE_SECONDS: Final = 1.0
"""A pace that takes longer to ask for than this is no pace; the process then keeps its own."""
CROWDED_WAIT_MS: Final = 50
"""Until the next question while as many requests are under way as the host may have."""
HOLD_MAX_SECONDS: Final = 30 * 86400.0
DEBT_MAX_SECONDS: Final = 10.0
"""How far what was sent unasked may push the next request away."""

_ASK: Final = """
local held = redis.call('PTTL', KEYS[2])
if held > 0 then return {held, held} end
local now = redis.call('TIME')
local now_ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now_ms)
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[2]) then return {tonumber(ARGV[5]), 0} end
local delay = tonumber(ARGV[1])
if delay > 0 and not redis.call('SET', KEYS[1], 1, 'PX', delay, 'NX') then
  return {math.max(redis.call('PTTL', KEYS[1]), 1), 0}
end
redis.call('ZADD', KEYS[3], now_ms + ARGV[4], ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[4])
return {0, 0}
"""
_CHARGE: Final = """
local owed = math.max(redis.call('PTTL', KEYS[1]), 0) + ARGV[1]
redis.call('SET', KEYS[1], 1, 'PX', math.min(owed, ARGV[2]))
"""
_HOLD: Final = """
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[2], 1, 'PX', ARGV[1]) end
"""


class PaceUnavailable(Unavailable):
    """Redis does not answer, so nobody knows what other processes ask of a host."""

    code = "pace_unavailable"


@dataclass(frozen=True, slots=True)
class Pass:
    """The answer to who wants to ask a host."""

    wait_seconds: float
    """0: go now; the next may go after the delay. Else ask again after this time."""
    held_seconds: float
    """How long the host wants no requests at all, as it told one of the crawls."""


class SharedPace:
    """The pace of all hosts; every method raises `PaceUnavailable` when Redis does not answer."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS, protocol=2
        )

    async def ask(
        self, host: str, *, token: str, delay_seconds: float, concurrency: int, lost_after_seconds: float
    ) -> Pass:
        """Ask for a turn.

        Args:
            host: with its port unless that is the usual one.
            token: names the request until `leave`.
            delay_seconds: between this request and the next, whoever sends it.
            concurrency: requests of all processes at the same time.
            lost_after_seconds: a request of which nobody hears counts as over after this time.
        """
        numbers = (_ms(delay_seconds), concurrency, token, _ms(lost_after_seconds), CROWDED_WAIT_MS)
        wait_ms, held_ms = await self._run(_ASK, host, *numbers)
        return Pass(wait_ms / 1000, held_ms / 1000)

    async def leave(self, host: str, token: str) -> None:
        """The request is over."""
        try:
            await self._redis.zrem(_keys(host)[2], token)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error

    async def hold(self, host: str, seconds: float) -> None:
        """The host wants no requests for so long; a longer wish of before stays."""
        await self._run(_HOLD, host, _ms(min(seconds, HOLD_MAX_SECONDS)))

    async def charge(self, host: str, delay_seconds: float) -> None:
        """Something was sent without asking (by a browser, say): the next turn comes so much later."""
        await self._run(_CHARGE, host, _ms(delay_seconds), _ms(DEBT_MAX_SECONDS))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def _run(self, script: str, host: str, *arguments: Any) -> Any:
        try:
            return await self._redis.eval(script, 3, *_keys(host), *arguments)
        except (RedisError, OSError) as error:
            raise _unavailable(error) from error


def _keys(host: str) -> tuple[str, str, str]:
    base = f"imagesearch:pace:{{{host[:255]}}}"
    return f"{base}:next", f"{base}:held", f"{base}:under-way"


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))


def _unavailable(error: Exception) -> PaceUnavailable:
    return PaceUnavailable(f"Redis does not answer: {error}")

"""Turns at hosts: one process alone, two together, and without Redis."""

import asyncio

import pytest
from redis import Redis

from crawler.hosts import Hosts
from crawler.limits import HostLimits, Limits
from crawler.refusals import Refused
from crawler.turns import LINES_MAX, Turns
from imagesearch.pacing.shared import SharedPace
from tests.broker import free_port

HOST = "shop.example"


class FixedLimits(Limits):
    """Every host the same."""

    def __init__(self, delay_seconds: float, concurrency: int = 4) -> None:
        self.limits = HostLimits(delay_seconds, concurrency)

    def of(self, host: str) -> HostLimits:
        return self.limits


def turns_with(redis_url: str, delay_seconds: float, concurrency: int = 4) -> tuple[Turns, Hosts]:
    hosts = Hosts(FixedLimits(delay_seconds, concurrency))
    return Turns(hosts, SharedPace(redis_url)), hosts


@pytest.fixture
def empty_redis(redis_url: str) -> str:
    with Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


async def is_waiting(task: asyncio.Task[object]) -> bool:
    """Whether it still waits after everything else has had its say."""
    done, _ = await asyncio.wait({task}, timeout=0.3)
    return not done


async def test_turn_without_pace_asks_nobody():
    turns, hosts = turns_with(f"redis://127.0.0.1:{free_port()}/0", 0.0, concurrency=2)
    taken = [await turns.take(HOST) for _ in range(2)]
    third = asyncio.ensure_future(turns.take(HOST))
    assert await is_waiting(third)
    turns.end(taken[0])
    assert (await third).host == HOST
    assert hosts.is_pace_shared
    await turns.close()


async def test_turns_of_two_processes_keep_one_delay(empty_redis: str):
    ours, _ = turns_with(empty_redis, 60.0)
    theirs, _ = turns_with(empty_redis, 60.0)
    await ours.take(HOST)
    second = asyncio.ensure_future(theirs.take(HOST))
    assert await is_waiting(second)
    second.cancel()
    await ours.close()
    await theirs.close()


async def test_turns_of_two_processes_keep_one_limit_at_a_time(empty_redis: str):
    ours, _ = turns_with(empty_redis, 0.001, concurrency=1)
    theirs, _ = turns_with(empty_redis, 0.001, concurrency=1)
    turn = await ours.take(HOST)
    second = asyncio.ensure_future(theirs.take(HOST))
    assert await is_waiting(second)
    ours.end(turn)
    assert (await asyncio.wait_for(second, 30)).host == HOST
    await ours.close()
    await theirs.close()


async def test_turn_waits_for_a_pause_that_another_process_was_asked_for(empty_redis: str):
    ours, _ = turns_with(empty_redis, 0.001)
    theirs, their_hosts = turns_with(empty_redis, 0.001)
    ours.hold(HOST, 60)
    await ours.close()
    waiting = asyncio.ensure_future(theirs.take(HOST))
    assert await is_waiting(waiting)
    assert their_hosts.held_seconds(HOST) > 50
    waiting.cancel()
    await theirs.close()


async def test_turn_at_a_host_that_wants_a_day_of_rest_is_refused_to_all(empty_redis: str):
    ours, _ = turns_with(empty_redis, 0.001)
    theirs, _ = turns_with(empty_redis, 0.001)
    ours.hold(HOST, 86400)
    await ours.close()
    with pytest.raises(Refused, match="blocked"):
        await theirs.take(HOST)
    await theirs.close()


async def test_turns_without_redis_keep_their_own_delay_and_say_so(caplog: pytest.LogCaptureFixture):
    turns, hosts = turns_with(f"redis://127.0.0.1:{free_port()}/0", 60.0)
    turns.end(await turns.take(HOST))
    second = asyncio.ensure_future(turns.take(HOST))
    assert await is_waiting(second)
    second.cancel()
    assert not hosts.news()[0].is_pace_shared
    assert [record.message for record in caplog.records].count("pace_not_shared") == 1
    await turns.close()


async def test_turn_is_not_waited_for_when_the_time_is_over():
    turns, hosts = turns_with(f"redis://127.0.0.1:{free_port()}/0", 0.0)
    hosts.hold(HOST, 60)
    waiting = asyncio.ensure_future(turns.take(HOST))
    assert await is_waiting(waiting)
    turns.is_over = True
    with pytest.raises(Refused, match="time_limit"):
        await asyncio.wait_for(waiting, 30)
    await turns.close()


async def test_lines_where_nobody_stands_are_forgotten():
    turns, _ = turns_with(f"redis://127.0.0.1:{free_port()}/0", 0.0)
    kept = await turns.take(HOST)
    for number in range(2 * LINES_MAX):
        turns.end(await turns.take(f"h{number}.example"))
    assert len(turns._lines) <= LINES_MAX + 1
    turns.end(kept)
    await turns.close()

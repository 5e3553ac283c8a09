"""The pace that all crawls share, against a real Redis."""

from collections.abc import AsyncIterator

import pytest
from redis import Redis

from imagesearch.pacing.shared import DEBT_MAX_SECONDS, PaceUnavailable, Pass, SharedPace
from tests.broker import free_port

HOST = "shop.example"
LONG_SECONDS = 600.0


@pytest.fixture
async def paces(redis_url: str) -> AsyncIterator[tuple[SharedPace, SharedPace]]:
    """Two processes at one Redis, which knows of no host yet."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
    ours, theirs = SharedPace(redis_url), SharedPace(redis_url)
    yield ours, theirs
    await ours.close()
    await theirs.close()


async def ask(
    pace: SharedPace, token: str = "a", host: str = HOST, *, delay_seconds: float = LONG_SECONDS, concurrency: int = 9
) -> Pass:
    return await pace.ask(
        host, token=token, delay_seconds=delay_seconds, concurrency=concurrency, lost_after_seconds=LONG_SECONDS
    )


async def test_pace_second_process_waits_for_the_delay_of_the_first(paces: tuple[SharedPace, SharedPace]):
    ours, theirs = paces
    assert await ask(ours, "a") == Pass(0, 0)
    answer = await ask(theirs, "b")
    assert 0 < answer.wait_seconds <= LONG_SECONDS
    assert answer.held_seconds == 0


async def test_pace_of_another_host_is_its_own(paces: tuple[SharedPace, SharedPace]):
    ours, theirs = paces
    await ask(ours)
    assert await ask(theirs, "b", "other.example") == Pass(0, 0)


async def test_pace_without_delay_still_counts_what_is_under_way(paces: tuple[SharedPace, SharedPace]):
    ours, theirs = paces
    assert (await ask(ours, "a", delay_seconds=0, concurrency=2)).wait_seconds == 0
    assert (await ask(theirs, "b", delay_seconds=0, concurrency=2)).wait_seconds == 0
    assert (await ask(ours, "c", delay_seconds=0, concurrency=2)).wait_seconds > 0
    await theirs.leave(HOST, "b")
    assert (await ask(ours, "c", delay_seconds=0, concurrency=2)).wait_seconds == 0


async def test_pace_request_of_a_dead_process_is_forgotten(paces: tuple[SharedPace, SharedPace]):
    ours, theirs = paces
    await ours.ask(HOST, token="a", delay_seconds=0, concurrency=1, lost_after_seconds=0.001)
    answers = [(await ask(theirs, "b", delay_seconds=0, concurrency=1)).wait_seconds for _ in range(200)]
    assert 0 in answers


async def test_hold_of_one_process_holds_the_others(paces: tuple[SharedPace, SharedPace]):
    ours, theirs = paces
    await ours.hold(HOST, 60)
    await ours.hold(HOST, 5)  # a shorter wish does not shorten the first
    answer = await ask(theirs)
    assert 50 < answer.held_seconds <= 60
    assert answer.wait_seconds == answer.held_seconds


async def test_charge_pushes_the_next_turn_away_up_to_a_limit(paces: tuple[SharedPace, SharedPace]):
    ours, theirs = paces
    await ours.charge(HOST, 3)
    await ours.charge(HOST, 3)
    assert 5 < (await ask(theirs)).wait_seconds <= 6
    for _ in range(9):
        await ours.charge(HOST, 3)
    assert (await ask(theirs)).wait_seconds <= DEBT_MAX_SECONDS


async def test_pace_without_redis_says_so():
    pace = SharedPace(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(PaceUnavailable):
        await ask(pace)
    with pytest.raises(PaceUnavailable):
        await pace.leave(HOST, "a")
    await pace.close()

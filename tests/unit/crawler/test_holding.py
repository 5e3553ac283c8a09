import asyncio

from crawler.holding import Hold, Holdings


async def settled(*tasks: "asyncio.Task[None]") -> list[bool]:
    for _ in range(5):
        await asyncio.sleep(0)
    return [task.done() for task in tasks]


async def asked(hold: Hold, bytes_: int) -> "asyncio.Task[None]":
    task = asyncio.ensure_future(hold.at_least(bytes_))
    await settled()
    return task


async def test_room_is_given_in_order_and_comes_back():
    holdings = Holdings(100)
    first, second, third = Hold(holdings), Hold(holdings), Hold(holdings)
    await first.at_least(60)
    waiting = [await asked(second, 60), await asked(third, 10)]
    assert await settled(*waiting) == [False, False], "who came first is not overtaken for ever"
    first.exactly(40)
    assert await settled(*waiting) == [True, False]
    second.exactly(50)
    assert await settled(*waiting) == [True, True]
    for hold in (first, second, third):
        hold.drop()
    assert holdings.bytes == 0


async def test_one_larger_than_everything_goes_alone():
    holdings = Holdings(100)
    small, huge = Hold(holdings), Hold(holdings)
    await small.at_least(1)
    waiting = await asked(huge, 500)
    assert await settled(waiting) == [False]
    small.drop()
    assert await settled(waiting) == [True]


async def test_all_who_wait_for_more_do_not_wait_for_each_other():
    holdings = Holdings(100)
    holds = [Hold(holdings) for _ in range(4)]
    for hold in holds:
        await hold.at_least(25)
    growing = [await asked(hold, 90) for hold in holds]
    assert await settled(*growing) == [True, False, False, False]
    for number, hold in enumerate(holds):
        assert (await settled(*growing))[number]
        hold.drop()
    assert holdings.bytes == 0


async def test_who_gives_up_leaves_its_place():
    holdings = Holdings(100)
    first, second, third = Hold(holdings), Hold(holdings), Hold(holdings)
    await first.at_least(90)
    gone, next_ = await asked(second, 50), await asked(third, 10)
    gone.cancel()
    assert await settled(gone, next_) == [True, True]
    assert (second.bytes, third.bytes) == (0, 10)


async def test_answer_that_failed_while_it_waited_takes_nothing():
    holdings = Holdings(100)
    first, failed = Hold(holdings), Hold(holdings)
    await first.at_least(90)
    waiting = await asked(failed, 50)
    failed.drop()
    first.drop()
    assert await settled(waiting) == [True]
    assert holdings.bytes == 0

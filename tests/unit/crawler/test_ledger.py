import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from django.db import connections

from crawler.ledger import Ledger
from imagesearch.crawls.found import NewPage, PageOutcome
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.frontier import pages_add
from imagesearch.crawls.states import PageStatus
from tests.crawl_process import HOLDER, crawl_of

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def ledger(crawl: Crawl, number: int) -> Ledger:
    return Ledger(crawl.id, HOLDER, number, pages_known=0, pages_known_max=100)


def run(*ledgers: Ledger, work: Coroutine[Any, Any, T]) -> T:
    """And leave no connection to the database of the tests on any ledger's thread."""

    async def whole() -> T:
        try:
            return await work
        finally:
            for each in ledgers:
                await each._run(connections.close_all)

    return asyncio.run(whole())


def test_claim_of_two_at_once_lets_nobody_believe_that_nothing_is_left():
    crawl = crawl_of("http://shop.example/")
    first, second = ledger(crawl, 0), ledger(crawl, 1)

    async def both() -> list[Any]:
        return await asyncio.gather(*(each.claim(pages=32, images=64) for each in (first, second)))

    claims = run(first, second, work=both())
    assert sorted(map(len, claims)) == [0, 1]
    (without,) = (each for each, claimed in zip((first, second), claims, strict=True) if not claimed)
    assert without.others_at_work


def test_claim_that_finds_nothing_is_the_end_once_others_have_finished():
    crawl = crawl_of("http://shop.example/")
    first, second = ledger(crawl, 0), ledger(crawl, 1)

    async def claimed(mine: Ledger) -> tuple[int, bool]:
        return len(await mine.claim(pages=1, images=1)), mine.others_at_work

    async def story() -> list[tuple[int, bool]]:
        (page,) = await first.claim(pages=1, images=0)
        told = [await claimed(second)]
        first.finish(PageOutcome(page.id, PageStatus.DONE))
        told += [await claimed(first), await claimed(second)]
        await second._run(lambda: pages_add(crawl.id, [NewPage("http://shop.example/late", 1)]))
        return [*told, await claimed(second)]

    *nothing, late = run(first, second, work=story())
    assert nothing == [(0, True), (0, False), (0, False)]
    assert late[0] == 1

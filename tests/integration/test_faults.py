"""What is killed, or loses its memory, costs time and nothing else: every picture ends, every count is true."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import pytest
from celery import Celery

from tests.picture_site import PictureSite
from tests.stack import RunningStack

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
PAGES, PICTURES = 40, 4
STALL_SECONDS = 6
"""Longer than what waits for Redis waits."""
HANG_SECONDS = 20
"""Longer than a lease lasts, and than a batch without a result is waited for, in these tests."""


@pytest.fixture
def site():
    with PictureSite(PAGES, PICTURES, pause_seconds=0.05).serving() as site:
        yield site


def fetched_some(state: dict[str, Any]) -> bool:
    """In the middle: something is done, much is not."""
    return bool(state["counts"]["images_fetched"] >= 2 * PICTURES)


def embedded_some(state: dict[str, Any]) -> bool:
    return bool(state["counts"]["images_indexed"] > 0)


def assert_whole(stack: RunningStack, crawl_id: str) -> None:
    """Every page and picture of the site is there once, ended, and the counts say so."""
    state = stack.crawl_wait(crawl_id)
    counts, images, pages = state["counts"], stack.images(crawl_id), stack.pages(crawl_id)
    assert state["status"] == "complete", state
    assert len({page["url"] for page in pages}) == len(pages) == PAGES
    assert len({image["url"] for image in images}) == len(images) == PAGES * PICTURES
    assert Counter(page["status"] for page in pages) == {"done": PAGES}
    assert Counter(image["status"] for image in images) == {"indexed": PAGES * PICTURES}
    assert counts["pages_found"] == counts["pages_done"] == PAGES
    assert counts["images_found"] == counts["images_fetched"] == counts["images_indexed"] == PAGES * PICTURES
    assert counts["images_failed"] == counts["images_skipped"] == 0


def test_crawler_killed_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    done_before = {page["url"] for page in stack.pages(crawl_id, status="done")}
    crawler = stack.crawler(crawl_id)
    assert crawler
    crawler.kill()
    assert_whole(stack, crawl_id)
    paths = {"/" + url.removeprefix(site.url) for url in done_before}
    assert paths
    assert {site.requests[path] for path in paths} == {1}, "a page that was done is not fetched again"


def test_embed_worker_killed_mid_batch_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    stack.worker("embed").kill()
    assert_whole(stack, crawl_id)


def test_redis_emptied_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, embedded_some)
    with stack.redis() as client:
        client.flushall()
    assert_whole(stack, crawl_id)


def test_redis_killed_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    stack.worker("redis").kill()
    assert_whole(stack, crawl_id)


def test_redis_without_room_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    with redis_without_room(stack):
        asked = stack.api.post("search/", json={"crawl": crawl_id, "text": "harbour"})
        time.sleep(STALL_SECONDS)
    assert (asked.status_code, asked.json()["code"]) == (503, "broker_unavailable")
    assert_whole(stack, crawl_id)


@contextmanager
def redis_without_room(stack: RunningStack) -> Iterator[None]:
    """All its memory is taken, and it drops nothing for what is new."""
    with stack.redis() as client:
        client.config_set("maxmemory", 1)
        try:
            yield
        finally:
            client.config_set("maxmemory", 0)


def test_redis_that_does_not_answer_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    redis = stack.worker("redis")
    redis.suspend()
    try:
        assert not stack.is_ready()  # which waits for Redis as long as anybody does
    finally:
        redis.resume()
    assert_whole(stack, crawl_id)


def test_database_locked_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    path = stack.state_dir / "imagesearch.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        time.sleep(STALL_SECONDS)
        database.execute("ROLLBACK")
    assert_whole(stack, crawl_id)


def test_crawl_worker_killed_mid_crawl_loses_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    stack.worker("crawl").kill()
    assert_whole(stack, crawl_id)


def test_search_worker_killed_is_back_and_finds(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, embedded_some)
    stack.worker("search").kill()
    assert_whole(stack, crawl_id)
    stack.workers_wait()
    found = stack.api.post("search/", json={"crawl": crawl_id, "text": "harbour"}).raise_for_status().json()
    assert found["results"]


def test_messages_that_come_again_or_from_strangers_change_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    assert_whole(stack, crawl_id)
    before = [(image["id"], image["status"]) for image in stack.images(crawl_id)]
    again = {"payload": {"crawl_id": crawl_id, "image_ids": [image_id for image_id, _ in before[:20]]}}
    with Celery(broker=stack.addresses.redis_url) as sender:
        for queue in ("embed", "search"):
            sender.send_task("os.system", args=["true"], queue=queue)
            sender.send_task("search.query", kwargs={"payload": {}}, queue=queue, serializer="pickle")
        for name, queue in (("embed.images", "embed"), ("index.points", "index"), ("embed.images", "embed")):
            sender.send_task(name, kwargs=again, queue=queue)
        sender.send_task("crawl.run", kwargs={"payload": {"crawl_id": crawl_id}}, queue="crawl")
    queues_wait(stack)
    found = stack.api.post("search/", json={"crawl": crawl_id, "text": "harbour"}).raise_for_status().json()
    assert found["results"]
    assert [(image["id"], image["status"]) for image in stack.images(crawl_id)] == before
    assert_whole(stack, crawl_id)


@pytest.mark.parametrize("name", ["embed", "crawl"])
def test_worker_that_hangs_is_named_and_what_it_held_is_done_once_it_wakes(
    stack: RunningStack, site: PictureSite, name: str
):
    crawl_id = stack.crawl(site.url)["id"]
    stack.crawl_wait(crawl_id, fetched_some)
    worker = stack.worker(name)
    worker.suspend()
    try:
        give_up_at = time.monotonic() + HANG_SECONDS
        while f"queue {name}" not in parts_missing(stack):
            assert time.monotonic() < give_up_at
        time.sleep(HANG_SECONDS)
    finally:
        worker.resume()
    assert_whole(stack, crawl_id)
    stack.workers_wait()


def test_two_schedulers_change_nothing(stack: RunningStack, site: PictureSite):
    crawl_id = stack.crawl(site.url)["id"]
    with Celery(broker=stack.addresses.redis_url) as other:
        for step in (fetched_some, embedded_some, None):
            for task in ("upkeep.reap", "upkeep.expire", "upkeep.reap", "upkeep.expire"):
                other.send_task(task, kwargs={"payload": {}}, queue="upkeep")
            stack.crawl_wait(crawl_id, step)
    assert_whole(stack, crawl_id)
    assert stack.api.post("search/", json={"crawl": crawl_id, "text": "harbour"}).raise_for_status().json()["results"]


def parts_missing(stack: RunningStack) -> set[str]:
    """What `/health/` complains of."""
    parts = httpx.get(f"{stack.addresses.web_url}health/", timeout=30, trust_env=False).json()["parts"]
    return {part["name"] for part in parts if part["state"] == "missing"}


def queues_wait(stack: RunningStack) -> None:
    """Until all messages are taken."""
    with stack.redis() as client:
        while any(client.llen(queue) for queue in ("crawl", "embed", "index", "search")):
            time.sleep(0.1)

"""Dispatch from the rows, against a real Redis."""

import json
from base64 import b64decode
from datetime import timedelta

import pytest
from django.utils import timezone

from imagesearch import env
from imagesearch.crawls.models import Image
from imagesearch.crawls.services.dispatch import ATTEMPTS_MAX, crawl_dispatch, dispatch_forget
from tests.factories import crawl_make, image_make

pytestmark = pytest.mark.django_db


def queue_read(broker, queue: str) -> list[list[int]]:
    """Image ids of each message in a queue, oldest first."""
    bodies = [json.loads(b64decode(json.loads(raw)["body"])) for raw in broker.lrange(queue, 0, -1)]
    return [body[1]["payload"]["image_ids"] for body in reversed(bodies)]


def images_make(crawl, count: int, **fields) -> list[int]:
    return [image_make(crawl, f"{number}.jpg", **{"status": "fetched"} | fields).pk for number in range(count)]


def age(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def test_dispatch_sends_full_batches_and_marks_rows_under_way(broker):
    crawl = crawl_make(status="finishing")
    ids = images_make(crawl, env.EMBED_BATCH_IMAGES + 3)
    assert crawl_dispatch(crawl.id, is_fetching=False) == len(ids)
    assert queue_read(broker, "embed") == [ids[: env.EMBED_BATCH_IMAGES], ids[env.EMBED_BATCH_IMAGES :]]
    assert crawl_dispatch(crawl.id, is_fetching=False) == 0


def test_dispatch_while_fetching_waits_a_moment_for_a_full_batch(broker):
    crawl = crawl_make(status="running")
    ids = images_make(crawl, 3, fetched_at=timezone.now())
    assert crawl_dispatch(crawl.id, is_fetching=True) == 0
    Image.objects.update(fetched_at=age(5))
    assert crawl_dispatch(crawl.id, is_fetching=True) == 3
    assert queue_read(broker, "embed") == [ids]


def test_dispatch_keeps_the_window(broker):
    crawl = crawl_make(status="finishing")
    window = env.EMBED_BATCH_IMAGES * env.EMBED_WINDOW_BATCHES
    images_make(crawl, window + 5)
    assert crawl_dispatch(crawl.id, is_fetching=False) == window
    assert crawl_dispatch(crawl.id, is_fetching=False) == 0


def test_dispatch_of_a_huge_crawl_leaves_little_in_front_of_a_small_one(broker):
    huge, small = crawl_make(status="running"), crawl_make(status="running")
    images_make(huge, 3 * env.EMBED_BATCH_IMAGES * env.EMBED_WINDOW_BATCHES, fetched_at=age(5))
    for _ in range(4):  # ticks, while no worker gets on
        crawl_dispatch(huge.id, is_fetching=True)
    first = images_make(small, 2, fetched_at=age(5))
    crawl_dispatch(small.id, is_fetching=True)
    assert queue_read(broker, "embed").index(first) <= env.EMBED_WINDOW_BATCHES


def test_dispatch_sends_a_lost_batch_again_when_the_queue_is_empty(broker):
    crawl = crawl_make(status="finishing")
    ids = images_make(crawl, 2, dispatched_at=age(env.DISPATCH_TIMEOUT_SECONDS + 1))
    assert crawl_dispatch(crawl.id, is_fetching=False) == 2
    assert queue_read(broker, "embed") == [ids]


def test_dispatch_does_not_add_to_a_queue_that_is_only_slow(broker):
    crawl = crawl_make(status="finishing")
    images_make(crawl, 2, dispatched_at=age(env.DISPATCH_TIMEOUT_SECONDS + 1))
    broker.rpush("embed", "a message that waits")
    assert crawl_dispatch(crawl.id, is_fetching=False) == 0


def test_dispatch_sends_suspects_alone_and_gives_up_in_the_end(broker):
    crawl = crawl_make(status="finishing")
    lost = age(env.DISPATCH_TIMEOUT_SECONDS + 1)
    ids = images_make(crawl, 3, dispatched_at=lost, attempts=2)
    crawl_dispatch(crawl.id, is_fetching=False)
    assert queue_read(broker, "embed") == [[one] for one in ids]
    broker.flushall()
    Image.objects.update(attempts=ATTEMPTS_MAX, dispatched_at=lost)
    assert crawl_dispatch(crawl.id, is_fetching=False) == 0
    assert set(Image.objects.values_list("status", "reason")) == {("failed", "embedding_failed")}


def test_dispatch_sends_embedded_rows_on_to_the_index_when_their_message_was_lost(broker):
    crawl = crawl_make(status="finishing")
    ids = images_make(crawl, 2, status="embedded", dispatched_at=age(env.DISPATCH_TIMEOUT_SECONDS + 1))
    crawl_dispatch(crawl.id, is_fetching=False)
    assert queue_read(broker, "index") == [ids]


def test_dispatch_embeds_new_words_of_indexed_pictures_once_fetching_has_ended(broker):
    crawl = crawl_make(status="running")
    ids = images_make(crawl, 2, status="indexed", is_words_stale=True)
    assert crawl_dispatch(crawl.id, is_fetching=True) == 0
    assert crawl_dispatch(crawl.id, is_fetching=False) == 2
    assert queue_read(broker, "embed") == [ids]


def test_dispatch_forget_sends_everything_again(broker):
    crawl = crawl_make(status="finishing")
    images_make(crawl, 2)
    crawl_dispatch(crawl.id, is_fetching=False)
    broker.flushall()
    dispatch_forget(crawl.id)
    assert crawl_dispatch(crawl.id, is_fetching=False) == 2

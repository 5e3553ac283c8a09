"""Tests of health over HTTP: what is there, what is missing, and who is told why."""

from typing import Any

import pytest
from django.test import Client

from imagesearch.accounts.owners import owner_ensure
from imagesearch.jobs.names import Queue
from imagesearch.ops.health import database_part, disk_part, health_parts
from imagesearch.ops.parts import PartState

pytestmark = pytest.mark.django_db
STRANGER: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.7"}


def test_health_without_redis_is_live_but_not_ready(client: Client):
    answer = client.get("/health/", **STRANGER)
    assert answer.status_code == 503
    assert answer.json()["live"] is True
    assert answer.json()["ready"] is False
    assert {"name": "redis", "state": "missing"} in answer.json()["parts"]


def test_health_reasons_are_for_staff_only(client: Client):
    assert all(set(part) == {"name", "state"} for part in client.get("/health/", **STRANGER).json()["parts"])
    client.force_login(owner_ensure()[0])
    redis = next(part for part in client.get("/health/", **STRANGER).json()["parts"] if part["name"] == "redis")
    assert redis["mend"] == "make up"


def test_health_live_needs_nothing(client: Client):
    assert client.get("/health/live/").json() == {"live": True}


def test_health_with_redis_but_no_worker_names_the_queues(broker):
    parts = {part.name: part for part in health_parts()}
    assert parts["redis"].state == PartState.OK
    assert all(parts[f"queue {queue}"].state == PartState.MISSING for queue in Queue)


def test_database_part_migrated_is_ok():
    assert database_part().state == PartState.OK


def test_disk_part_says_how_much_is_free(state_dir):
    assert "GB free" in disk_part().sentence


def test_metrics_count_rows_and_say_that_redis_is_away(client: Client):
    text = client.get("/metrics").content.decode()
    assert "imagesearch_broker_up 0.0" in text
    assert "imagesearch_dead_letters 0.0" in text


def test_metrics_with_redis_give_the_length_of_every_queue(client: Client, broker):
    broker.rpush(Queue.EMBED, "message")
    text = client.get("/metrics").content.decode()
    assert 'imagesearch_queue_messages{queue="embed"} 1.0' in text
    assert all(f'queue="{queue}"' in text for queue in Queue)

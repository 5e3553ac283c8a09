"""What can be asked of the broker: how long the queues are, who drains them, and whether it was emptied."""

import uuid
from typing import Final

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from imagesearch.celery import app
from imagesearch.jobs.connection import redis_client
from imagesearch.jobs.names import Queue
from imagesearch.jobs.sending import BrokerUnavailable

EPOCH_KEY: Final = "imagesearch:broker-epoch"
"""Lives as long as the broker's content does."""


def queue_length(queue: Queue) -> int:
    """Messages that wait in a queue.

    Raises:
        BrokerUnavailable: Redis does not answer.
    """
    try:
        return int(redis_client().llen(queue))
    except (RedisError, OSError) as error:
        raise BrokerUnavailable("The message broker (Redis) does not answer.") from error


def broker_epoch() -> str:
    """A token that changes when the broker loses its content: messages sent under another token may be gone.

    Raises:
        BrokerUnavailable: Redis does not answer.
    """
    try:
        redis_client().set(EPOCH_KEY, uuid.uuid4().hex, nx=True)
        return str(redis_client().get(EPOCH_KEY))
    except (RedisError, OSError) as error:
        raise BrokerUnavailable("The message broker (Redis) does not answer.") from error


def queues_drained(*, timeout_seconds: float = 1.0) -> dict[Queue, int]:
    """How many live workers drain each queue.

    Raises:
        BrokerUnavailable: Redis does not answer.
    """
    try:
        replies = app.control.inspect(timeout=timeout_seconds).active_queues() or {}
    except (OperationalError, RedisError, OSError) as error:
        raise BrokerUnavailable("The message broker (Redis) does not answer.") from error
    names = [queue["name"] for queues in replies.values() for queue in queues]
    return {queue: names.count(queue) for queue in Queue}

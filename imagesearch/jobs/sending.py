"""Sends messages: on commit from an app, at once from a worker, or as a question that waits for its answer."""

import json
import logging
import time
import uuid
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from imagesearch.celery import app
from imagesearch.core.errors import Conflict, ImageSearchError, NotFound, Rejected, Unavailable
from imagesearch.jobs.connection import redis_client
from imagesearch.jobs.messages import MESSAGE_MAX_BYTES, Message
from imagesearch.jobs.names import ROUTES

log = logging.getLogger(__name__)

ANSWER_TTL_SECONDS: Final = 60
"""How long an answer that nobody fetched is kept."""


class BrokerUnavailable(Unavailable):
    """Redis does not answer."""

    code = "broker_unavailable"


class AnswerTimeout(Unavailable):
    """No worker answered in time."""

    code = "worker_unavailable"


def send(message: Message) -> None:
    """Send when the transaction commits; a lost message is sent again by the reaper, which reads the rows."""
    transaction.on_commit(lambda: _send_or_leave_to_reaper(message))


def send_now(message: Message, **options: Any) -> None:
    """Send at once, whatever becomes of the transaction.

    Raises:
        BrokerUnavailable: Redis does not answer; retry later.
    """
    payload = message.model_dump(mode="json")
    size_bytes = len(json.dumps(payload))
    if size_bytes > MESSAGE_MAX_BYTES:
        raise Rejected(
            f"A message of {size_bytes} bytes is over the limit of {MESSAGE_MAX_BYTES}.", code="message_too_large"
        )
    try:
        app.send_task(message.task, kwargs={"payload": payload}, queue=ROUTES[message.task], **options)
    except (OperationalError, RedisError, OSError) as error:
        raise BrokerUnavailable("The message broker (Redis) does not answer.") from error


def ask(message: Message, *, timeout_seconds: float) -> dict[str, Any]:
    """Send a message and wait for what its task returns.

    The answer comes through a Redis list of its own: Celery's result consumer is not meant to be shared by threads.

    Raises:
        BrokerUnavailable: Redis does not answer.
        AnswerTimeout: no worker took the message in time.
        ImageSearchError: what the task raised, rebuilt from its kind, code and sentence.
    """
    answer_key = f"answer:{uuid.uuid4().hex}"
    # A worker takes what it is asked from the broker at once: only as it begins can it tell that nobody waits any more.
    send_now(message, headers={"answer_key": answer_key, "answer_by": time.time() + timeout_seconds})
    try:
        popped = redis_client().blpop([answer_key], timeout=timeout_seconds)
    except (RedisError, OSError) as error:
        raise BrokerUnavailable("The message broker (Redis) does not answer.") from error
    if popped is None:
        raise AnswerTimeout(f"No {ROUTES[message.task]} worker answered within {timeout_seconds:g} seconds.")
    return _answer_read(json.loads(popped[1]))


def answer(answer_key: str, value: dict[str, Any]) -> None:
    """Give a task's result to the one who asked."""
    _answer_push(answer_key, {"value": value})


def answer_error(answer_key: str, error: ImageSearchError) -> None:
    """Tell the one who asked what went wrong."""
    kind = next(c.__name__ for c in type(error).__mro__ if c.__name__ in _KINDS)
    _answer_push(answer_key, {"error": kind, "code": error.reason_code, "sentence": error.sentence})


_KINDS: Final[dict[str, type[ImageSearchError]]] = {
    c.__name__: c for c in (NotFound, Conflict, Rejected, Unavailable, ImageSearchError)
}


def _answer_read(reply: dict[str, Any]) -> dict[str, Any]:
    if "error" in reply:
        raise _KINDS[reply["error"]](reply["sentence"], code=reply["code"])
    value: dict[str, Any] = reply["value"]
    return value


def _answer_push(answer_key: str, reply: dict[str, Any]) -> None:
    client: Redis = redis_client()
    with client.pipeline() as pipe:
        pipe.rpush(answer_key, json.dumps(reply))
        pipe.expire(answer_key, ANSWER_TTL_SECONDS)
        pipe.execute()


def _send_or_leave_to_reaper(message: Message) -> None:
    try:
        send_now(message)
    except BrokerUnavailable:
        log.warning("message_left_to_reaper", extra={"task": message.task, "broker": settings.REDIS_URL})

"""What every task has: its message, its retry policy as data, its answer, and a dead letter when it fails for good."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from celery import Task
from django.db import InterfaceError, OperationalError

from imagesearch.celery import app
from imagesearch.core.errors import ImageSearchError, Rejected, Unavailable
from imagesearch.jobs.messages import Message
from imagesearch.jobs.sending import answer, answer_error
from imagesearch.ops.dead_letters import dead_letter_record

log = logging.getLogger(__name__)

MessageT = TypeVar("MessageT", bound=Message)
HeaderT = TypeVar("HeaderT", str, float)
Body = Callable[[MessageT], dict[str, Any] | None]
"""What a task does: one message in, the answer (if anybody may ask) out."""


@dataclass(frozen=True, slots=True)
class Retry:
    """When and how often a task that met `Unavailable` is tried again."""

    times: int = 8
    first_pause_seconds: float = 1.0
    pause_max_seconds: float = 60.0

    def pause_seconds(self, attempt: int) -> float:
        """Pause before the next attempt: doubling, up to the most."""
        return min(self.first_pause_seconds * 2.0**attempt, self.pause_max_seconds)


NEVER: Final = Retry(times=0)


class JobTask(Task):  # type: ignore[type-arg]  # not subscriptable at run time
    """Base class: reads the message, answers whoever asked, retries what may help, buries the rest where it is seen."""

    message_class: type[Message]
    body: Callable[[Any], dict[str, Any] | None]
    policy: Retry = Retry()

    def run(self, payload: dict[str, Any]) -> None:
        """Run the body once, unless whoever asked has given up waiting."""
        if self._header("answer_by", math.inf) < time.time():
            log.info("answer_too_late", extra={"task": self.name})
            return
        message = self.message_class.receive(payload)
        try:
            value = type(self).body(message)
        except Unavailable as error:
            self._try_again(error, payload)
        except (OperationalError, InterfaceError) as error:
            self._try_again(Unavailable(f"The database does not answer: {error}", code="database_unavailable"), payload)
        except Rejected as error:
            log.info("task_rejected", extra={"task": self.name, "code": error.reason_code, "reason": error.sentence})
            self._answer_error(error)
        except Exception as error:
            dead_letter_record(self.name, payload, error)
            self._answer_error(
                ImageSearchError("An internal error; the operator's dead letters hold it.", code="internal")
            )
            raise
        else:
            if key := self._answer_key():
                answer(key, value or {})

    def _try_again(self, error: Unavailable, payload: dict[str, Any]) -> None:
        attempt = self.request.retries
        if self._answer_key():  # somebody waits: they decide whether to ask again
            self._answer_error(error)
        elif attempt < self.policy.times:
            raise self.retry(exc=error, countdown=self.policy.pause_seconds(attempt), max_retries=self.policy.times)
        else:
            dead_letter_record(self.name, payload, error)
            log.error("task_given_up", extra={"task": self.name, "reason": error.sentence})

    def _answer_error(self, error: ImageSearchError) -> None:
        if key := self._answer_key():
            answer_error(key, error)

    def _answer_key(self) -> str:
        return self._header("answer_key", "")

    def _header(self, name: str, missing: HeaderT) -> HeaderT:
        headers = self.request.headers or {}
        value: HeaderT = headers.get(name) or getattr(self.request, name, None) or missing
        return value


def job(
    message_class: type[MessageT], *, retry: Retry = Retry(), acks_late: bool = True, send_events: bool = True
) -> Callable[[Body[MessageT]], Body[MessageT]]:
    """Register a function as the task of a message; the function itself stays an ordinary function.

    Args:
        message_class: its message, which also names the task.
        retry: what to do about `Unavailable`.
        send_events: whether Flower is told of every single one; its counts by worker hold them all the same.
        acks_late: whether the broker keeps the message until the task is done; not for what runs longer than minutes.
    """

    def register(body: Body[MessageT]) -> Body[MessageT]:
        kind = {"name": str(message_class.task), "message_class": message_class, "body": staticmethod(body)}
        delivery = {"acks_late": acks_late, "reject_on_worker_lost": acks_late, "send_events": send_events}
        app.register_task(type(body.__name__, (JobTask,), {**kind, "policy": retry, **delivery})())
        return body

    return register

"""Keeps tasks that failed for good where an operator sees them and can send them again."""

import logging
import traceback
from typing import Any, Final

from django.db import DatabaseError
from django.utils import timezone

from imagesearch.jobs.messages import Message
from imagesearch.jobs.sending import send_now
from imagesearch.ops.models import DeadLetter

log = logging.getLogger(__name__)

KEPT_MAX: Final = 1000
"""A bug that fails every task must not fill the database."""


def dead_letter_record(task: str, payload: dict[str, Any], error: BaseException) -> None:
    """Keep one failed task; without a database the log has it."""
    text = "".join(traceback.format_exception(error))
    log.error("task_dead", extra={"task": task, "payload": payload, "error": f"{type(error).__name__}: {error}"})
    try:
        DeadLetter.objects.create(
            task=task, payload=payload, error=f"{type(error).__name__}: {error}", traceback=text[-20_000:]
        )
        kept = DeadLetter.objects.values_list("id", flat=True)[KEPT_MAX:]
        DeadLetter.objects.filter(id__in=list(kept)).delete()
    except DatabaseError:
        log.exception("dead_letter_not_kept", extra={"task": task})


def dead_letter_resend(letter: DeadLetter) -> None:
    """Send the task again, as it was.

    Raises:
        BrokerUnavailable: Redis does not answer.
    """
    kinds = {str(kind.task): kind for kind in Message.__subclasses__()}
    send_now(kinds[letter.task].receive(letter.payload))
    DeadLetter.objects.filter(pk=letter.pk).update(resent_at=timezone.now())

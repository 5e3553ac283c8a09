"""Whether the parts that every request needs are there: quick checks, for the web process and for `doctor`."""

import shutil
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from imagesearch.jobs.names import Queue
from imagesearch.jobs.queues import queue_length, queues_drained
from imagesearch.jobs.sending import BrokerUnavailable
from imagesearch.ops.parts import Part, PartState, part_degraded, part_missing, part_ok

DISK_LOW_BYTES: Final = 1_000_000_000
DISK_FULL_BYTES: Final = 50_000_000
WORKERS_TIMEOUT_SECONDS: Final = 1.0
START: Final = "make up"
"""What starts every service of an embedded installation."""


def health_parts() -> list[Part]:
    """All parts, in the order in which they depend on each other."""
    return [database_part(), disk_part(), *broker_parts()]


def is_ready(parts: list[Part]) -> bool:
    """Whether nothing is missing."""
    return all(part.state != PartState.MISSING for part in parts)


def database_part() -> Part:
    """The database answers and has this release's tables."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return part_missing("database", f"The database does not answer: {error}", "check IMAGESEARCH_DATABASE_URL")
    if waiting:
        mend = "make up" if settings.IS_EMBEDDED else "python manage.py migrate"
        return part_missing("database", f"{len(waiting)} migrations are to be run.", mend)
    return part_ok("database", connection.vendor)


def disk_part() -> Part:
    """There is room in the state folder."""
    free_bytes = shutil.disk_usage(settings.STATE_DIR).free
    sentence = f"{free_bytes / 1e9:.1f} GB free in {settings.STATE_DIR}"
    if free_bytes < DISK_FULL_BYTES:
        return part_missing("disk", sentence, "make room on that disk, then resume the paused crawls")
    if free_bytes < DISK_LOW_BYTES:
        return part_degraded("disk", sentence, "make room on that disk")
    return part_ok("disk", sentence)


def broker_parts() -> Iterator[Part]:
    """Redis answers, and every queue has a worker."""
    mend = START if settings.IS_EMBEDDED else "start Redis, or check IMAGESEARCH_REDIS_URL"
    try:
        lengths = {queue: queue_length(queue) for queue in Queue}
        drained = queues_drained(timeout_seconds=WORKERS_TIMEOUT_SECONDS)
    except BrokerUnavailable as error:
        yield part_missing("redis", error.sentence, mend)
        return
    yield part_ok("redis", "answers")
    for queue in Queue:
        yield _queue_part(queue, workers=drained[queue], length=lengths[queue])


def _queue_part(queue: Queue, *, workers: int, length: int) -> Part:
    waiting = f"{length} tasks waiting"
    if workers:
        return part_ok(f"queue {queue}", f"{workers} worker{'s' * (workers > 1)}, {waiting}")
    mend = START if settings.IS_EMBEDDED else f"celery -A imagesearch worker -P threads -Q {queue}"
    return part_missing(f"queue {queue}", f"No worker drains it; {waiting}.", mend)

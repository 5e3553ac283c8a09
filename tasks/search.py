"""The `search` queue: questions and their answers, from a process that holds the text side of the models."""

import logging
import threading
from typing import Any

from celery.signals import celeryd_after_setup, worker_shutdown

from imagesearch.core.errors import ImageSearchError
from imagesearch.core.memory import garbage_spare
from imagesearch.jobs.messages import SearchPassages, SearchQuery
from imagesearch.jobs.names import Queue
from imagesearch.search.passages import passages_answer
from imagesearch.search.serving import search_encoders, search_engine
from imagesearch.vectors.store import vector_store
from tasks.base import NEVER, job

log = logging.getLogger(__name__)


@job(SearchQuery, retry=NEVER, acks_late=False, send_events=False)  # they would take a sixth of what a search takes
def query(message: SearchQuery) -> dict[str, Any]:
    """Answer one question."""
    return search_engine().answer(message).model_dump(mode="json")


@job(SearchPassages, retry=NEVER, acks_late=False, send_events=False)
def passages(message: SearchPassages) -> dict[str, Any]:
    """Answer one question about the text of the pages."""
    return passages_answer(message, search_encoders()).model_dump(mode="json")


@celeryd_after_setup.connect
def _warm_up(instance: Any, **_: Any) -> None:
    """A worker that answers searches loads its models before it is asked."""
    if Queue.SEARCH in instance.app.amqp.queues.consume_from:
        threading.Thread(target=_warm, name="warm-up", daemon=True).start()


def _warm() -> None:
    try:
        search_engine()
        garbage_spare()
    except ImageSearchError as error:
        log.warning("search_not_warm", extra={"code": error.reason_code, "reason": error.sentence})


@worker_shutdown.connect
def _let_go(**_: Any) -> None:
    """Write what is pending in the embedded shards, and close them."""
    vector_store().close()

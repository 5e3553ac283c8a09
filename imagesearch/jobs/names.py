"""The closed sets of queues and tasks, and which task waits in which queue."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Queue(StrEnum):
    """What a task waits for."""

    CRAWL = "crawl"
    EMBED = "embed"
    INDEX = "index"
    SEARCH = "search"
    UPKEEP = "upkeep"


class TaskName(StrEnum):
    """Every task there is, named module.function."""

    CRAWL_RUN = "crawl.run"
    EMBED_IMAGES = "embed.images"
    INDEX_POINTS = "index.points"
    INDEX_DROP = "index.drop"
    SEARCH_QUERY = "search.query"
    SEARCH_PASSAGES = "search.passages"
    UPKEEP_REAP = "upkeep.reap"
    UPKEEP_EXPIRE = "upkeep.expire"


ASKED_QUEUES: Final = frozenset({Queue.SEARCH})
"""Somebody waits for what is in them, and asks again if it gets lost. So the broker keeps no second copy until it is done: that took a
fifth of what a search takes in its worker."""

ROUTES: Final[Mapping[TaskName, Queue]] = {
    TaskName.CRAWL_RUN: Queue.CRAWL,
    TaskName.EMBED_IMAGES: Queue.EMBED,
    TaskName.INDEX_POINTS: Queue.INDEX,
    TaskName.INDEX_DROP: Queue.INDEX,
    TaskName.SEARCH_QUERY: Queue.SEARCH,
    TaskName.SEARCH_PASSAGES: Queue.SEARCH,
    TaskName.UPKEEP_REAP: Queue.UPKEEP,
    TaskName.UPKEEP_EXPIRE: Queue.UPKEEP,
}

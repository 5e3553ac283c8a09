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

"""One frozen model per task: references, never bytes, at most 64 KiB as JSON.

The sender's model refuses unknown fields; the receiver ignores them, so that web and workers may be one release apart.
"""

from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from imagesearch.jobs.names import TaskName

MESSAGE_MAX_BYTES: Final = 64 * 1024


class Message(BaseModel):
    """Base of all messages; the class name is the task name in camel case."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    task: ClassVar[TaskName]

    @classmethod
    def receive(cls, payload: dict[str, Any]) -> Self:
        """The message as a worker reads it: fields of a newer release are left out."""
        return cls.model_validate({name: value for name, value in payload.items() if name in cls.model_fields})


class CrawlRun(Message):
    """Run one crawl to its end, or until it is paused or cancelled."""

    task = TaskName.CRAWL_RUN
    crawl_id: str


class EmbedImages(Message):
    """Embed pictures of one crawl that are fetched, pixels and words."""

    task = TaskName.EMBED_IMAGES
    crawl_id: str
    image_ids: tuple[int, ...] = Field(max_length=1000)


class IndexPoints(Message):
    """Bring embedded pictures of one crawl into its collection."""

    task = TaskName.INDEX_POINTS
    crawl_id: str
    image_ids: tuple[int, ...] = Field(max_length=1000)


class IndexDrop(Message):
    """Drop the collections of a crawl that was deleted."""

    task = TaskName.INDEX_DROP
    crawl_id: str


class QueryExample(BaseModel):
    """A picture that a search goes by: one of its three names is set."""

    model_config = ConfigDict(frozen=True)

    picture_key: str = Field(default="", max_length=64, description="Blob key of an uploaded picture.")
    picture_url: str = Field(default="", max_length=4096, description="Fetched by the search worker through the guard.")
    image_id: int | None = None
    weight: float = Field(default=1.0, ge=-10, le=10, description="Below zero: results must not be like it.")


class SearchedCrawl(BaseModel):
    """A crawl that a search looks into, as the asker has just read it: the worker need not read it again."""

    model_config = ConfigDict(frozen=True)

    id: str
    card_key: str = Field(
        default="", description="Of the model that its pixels are embedded with; empty: nothing is, yet."
    )
    index_version: int = 0


class SearchQuery(Message):
    """One search; the answer goes back to the asker as `search.results.SearchReply`."""

    task = TaskName.SEARCH_QUERY
    crawls: tuple[SearchedCrawl, ...] = Field(min_length=1, max_length=100)
    text: str = Field(default="", max_length=1000)
    concepts_not: tuple[str, ...] = Field(default=(), max_length=50, description="Things that must not be shown.")
    phrases: tuple[str, ...] = Field(default=(), max_length=20, description="Words that must stand side by side.")
    examples: tuple[QueryExample, ...] = Field(default=(), max_length=10)
    filters: dict[str, Any] = Field(default_factory=dict)
    sort: str = Field(default="", max_length=16)
    diversity: float = Field(default=0.0, ge=0, le=1, description="How far results must differ from those above them.")
    ranking: str = Field(default="", max_length=64, description="Names a ranking made before, to read on in it.")
    offset: int = Field(default=0, ge=0, le=10_000)
    seen: str = Field(default="", max_length=32, description="Digest of the hits before `offset`, as they were shown.")
    limit: int = Field(default=24, ge=1, le=200)


class SearchPassages(Message):
    """A question about what the pages say; the answer goes back as `search.passages.PassagesReply`."""

    task = TaskName.SEARCH_PASSAGES
    crawl_ids: tuple[str, ...] = Field(min_length=1, max_length=100)
    question: str = Field(max_length=500)
    limit: int = Field(default=3, ge=1, le=10)


class UpkeepReap(Message):
    """Find what got stuck and send it again."""

    task = TaskName.UPKEEP_REAP


class UpkeepExpire(Message):
    """Drop embeddings, query pictures and blobs that nothing has used for long."""

    task = TaskName.UPKEEP_EXPIRE

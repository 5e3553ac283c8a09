"""Conversations, kept for a day in the cache: each belongs to the one who began it."""

import secrets
from typing import Final

from django.core.cache import cache
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.exceptions import RedisError

from imagesearch.accounts.models import User
from imagesearch.chat.asked import Asked
from imagesearch.core.errors import NotFound, Unavailable

TTL_SECONDS: Final = 24 * 3600
PREFIX: Final = "chat:"
STEPS_MAX: Final = 50
"""How many turns can be undone."""
SHOWN_MAX: Final = 200
"""How many pictures "the third" can be one of."""


class Shown(BaseModel):
    """A picture of the answer before, in the order in which it was shown."""

    model_config = ConfigDict(frozen=True)

    image_id: int
    side_px: int


class Conversation(BaseModel):
    """What was asked so far, and what "the third" means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(default_factory=lambda: secrets.token_urlsafe(12))
    owner_id: int
    crawl_ids: tuple[str, ...]
    steps: tuple[Asked, ...] = ()
    shown: tuple[Shown, ...] = ()
    cursor: str = ""

    @property
    def asked(self) -> Asked:
        """What is looked for now."""
        return self.steps[-1] if self.steps else Asked()

    def after(self, asked: Asked) -> "Conversation":
        """With one more step, if it is one."""
        steps = self.steps if asked == self.asked else (*self.steps, asked)[-STEPS_MAX:]
        return self.model_copy(update={"steps": steps, "shown": (), "cursor": ""})

    def undone(self) -> "Conversation":
        """One step back."""
        return self.model_copy(update={"steps": self.steps[:-1], "shown": (), "cursor": ""})

    def cleared(self) -> "Conversation":
        """With nothing shown yet: the same search is asked from its beginning."""
        return self.model_copy(update={"shown": (), "cursor": ""})

    def with_shown(self, shown: tuple[Shown, ...], cursor: str) -> "Conversation":
        """After an answer showed these pictures behind the others."""
        return self.model_copy(update={"shown": (*self.shown, *shown)[:SHOWN_MAX], "cursor": cursor})


def conversation_for(user: User, conversation_id: str) -> Conversation:
    """One of a person's conversations.

    Raises:
        NotFound: no such conversation, too old, or somebody else's; the answer is the same for all.
        Unavailable: Redis does not answer.
    """
    try:
        kept = cache.get(PREFIX + conversation_id)
        conversation = Conversation.model_validate_json(kept) if kept else None
    except ValidationError:
        conversation = None  # of another release
    except (RedisError, OSError) as error:
        raise Unavailable(
            "Conversations are kept in Redis, which does not answer.", code="broker_unavailable"
        ) from error
    if conversation is None or conversation.owner_id != user.pk:
        raise NotFound("There is no such conversation, or it is over; begin a new one.", code="conversation_not_found")
    return conversation


def conversation_keep(conversation: Conversation) -> None:
    """Keep it for another day; without Redis it ends here, and the next turn says so."""
    try:
        cache.set(PREFIX + conversation.id, conversation.model_dump_json(), TTL_SECONDS)
    except (RedisError, OSError):
        return

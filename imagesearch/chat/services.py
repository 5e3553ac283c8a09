"""One turn of a conversation: read it, edit the query, search, and say what came out, step by step."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from imagesearch.accounts.models import User
from imagesearch.chat.asked import Asked
from imagesearch.chat.conversations import Conversation, Shown, conversation_for, conversation_keep
from imagesearch.chat.planning import Plan, turn_plan
from imagesearch.chat.saying import outcome_words, passages_words
from imagesearch.chat.turns import Turn, TurnKind, turn_read
from imagesearch.core.errors import Rejected
from imagesearch.crawls.selectors.crawls import crawls_searched
from imagesearch.search.questions import passages_ask
from imagesearch.search.requests import START, Cursor
from imagesearch.search.serializers import ALL_CRAWLS
from imagesearch.search.services import search_ask

Step = tuple[str, dict[str, Any]]
"""The name of an event, and its part of the answer."""
FOUND: Final = ("results", "strong", "total", "excluded", "facets", "notices", "next_cursor")
NOTHING: Final[dict[str, Any]] = {
    "results": [], "strong": 0, "total": 0, "excluded": 0, "facets": {}, "notices": [], "next_cursor": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One message, as it was sent."""

    message: str
    conversation_id: str = ""
    """Empty: begin one."""
    crawl_ids: tuple[str, ...] | None = None
    """Where to search, empty: in all of one's own; may be left out in a conversation that goes on."""
    screen: Asked | None = None
    """The search that is on the screen, where it is not the conversation's own."""
    answer: str = "auto"
    """Whether pictures or the text of the pages are meant, where it is not left to the rules."""
    limit: int = 8


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message that was understood; `steps` does what it asks for."""

    user: User
    turn: Turn
    plan: Plan
    crawls: list[str]
    """Ids of the crawls that are searched."""
    limit: int

    def steps(self) -> Iterator[Step]:
        """The answer in parts: understood, results, sentence, done.

        Raises:
            NotFound, Rejected, Unavailable: what a search raises.
        """
        conversation, asked = self.plan.conversation, self.plan.conversation.asked
        is_searched = not (self.plan.is_told or self.plan.question or asked.is_empty)
        yield "understood", self._understood(conversation)
        found, took_ms = NOTHING, 0.0
        if is_searched:
            cursor = Cursor.read(conversation.cursor) if self.plan.is_further else START
            answer = search_ask(self.user, asked.request(conversation.crawl_ids, limit=self.limit, cursor=cursor))
            found, took_ms = {name: answer[name] for name in FOUND}, answer["took_ms"]
            before = conversation if self.plan.is_further else conversation.cleared()
            conversation = before.with_shown(_shown(found["results"]), found["next_cursor"] or "")
        passages = passages_ask(self.user, conversation.crawl_ids, self.plan.question) if self.plan.question else []
        conversation_keep(conversation)
        yield "results", {**found, "passages": passages}
        said = [self.plan.note, outcome_words(asked, found) if is_searched else ""]
        said += [passages_words(passages)] if self.plan.question else []
        yield (
            "sentence",
            {"sentence": " ".join(filter(None, said)), "offers": [asdict(offer) for offer in self.plan.offers]},
        )
        yield "done", {"took_ms": took_ms}

    def _understood(self, conversation: Conversation) -> dict[str, Any]:
        others = conversation.crawl_ids[1:] if conversation.crawl_ids else (ALL_CRAWLS,)
        return {
            "conversation": conversation.id,
            "kind": str(self.turn.kind),
            "crawls": self.crawls,
            "query": conversation.asked.view(),
            "links": {"page": conversation.asked.page_path(self.crawls[0], others)},
        }


def exchange_begin(user: User, said: Said) -> Exchange:
    """Understand a message in its conversation; nothing is searched yet.

    Raises:
        NotFound: the conversation or a crawl is not there, or not the asker's.
        Rejected: no crawl is named, or the query grew too long.
        Unavailable: Redis does not answer.
    """
    conversation = _conversation(user, said)
    crawls = [crawl.id for crawl in crawls_searched(user, conversation.crawl_ids)]
    turn = turn_read(said.message, answer=said.answer) if said.message.strip() else Turn(TurnKind.RECALL)
    return Exchange(user, turn, turn_plan(conversation, turn), crawls, said.limit)


def _conversation(user: User, said: Said) -> Conversation:
    if said.conversation_id:
        conversation = conversation_for(user, said.conversation_id)
        if said.crawl_ids is not None:
            conversation = conversation.model_copy(update={"crawl_ids": said.crawl_ids})
    elif said.crawl_ids is not None:
        conversation = Conversation(owner_id=user.pk, crawl_ids=said.crawl_ids)
    else:
        raise Rejected("Name the crawl to search, or the conversation to go on with.", code="crawl_missing")
    return conversation if said.screen in (None, conversation.asked) else conversation.after(said.screen)


def _shown(results: list[dict[str, Any]]) -> tuple[Shown, ...]:
    return tuple(
        Shown(image_id=result["image_id"], side_px=max(result["width"], result["height"])) for result in results
    )

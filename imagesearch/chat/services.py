"""One turn of a conversation: read it, edit the query, search, and say what came out, step by step."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from imagesearch.accounts.models import User
from imagesearch.chat.asked import Asked
from imagesearch.chat.conversations import Conversation, Shown, conversation_for, conversation_keep
from imagesearch.chat.planning import Plan, turn_plan
from imagesearch.chat.saying import outcome_words
from imagesearch.chat.turns import Turn, turn_read
from imagesearch.core.errors import Rejected
from imagesearch.crawls.selectors.crawls import crawl_for
from imagesearch.search.requests import START, Cursor, Example, SearchRequest
from imagesearch.search.services import search_ask

Step = tuple[str, dict[str, Any]]
"""The name of an event, and its part of the answer."""
FOUND: Final = ("results", "strong", "total", "excluded", "facets", "notices", "next_cursor")
NOTHING_ASKED: Final = Asked()
NOTHING: Final[dict[str, Any]] = {
    "results": [], "strong": 0, "total": 0, "excluded": 0, "facets": {}, "notices": [], "next_cursor": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One message, as it was sent."""

    message: str
    conversation_id: str = ""
    """Empty: begin one."""
    crawl_ids: tuple[str, ...] = ()
    """Where to search; may be left out in a conversation that goes on."""
    begin: Asked = NOTHING_ASKED
    """The search that is on the screen of the one who begins."""
    limit: int = 8


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message that was understood; `steps` does what it asks for."""

    user: User
    turn: Turn
    plan: Plan
    limit: int

    def steps(self) -> Iterator[Step]:
        """The answer in parts: understood, results, sentence, done.

        Raises:
            NotFound, Rejected, Unavailable: what a search raises.
        """
        conversation, asked = self.plan.conversation, self.plan.conversation.asked
        is_searched = not (self.plan.is_told or asked.is_empty)
        yield "understood", self._understood(conversation)
        found, took_ms = NOTHING, 0.0
        if is_searched:
            answer = search_ask(self.user, self._request(conversation))
            found, took_ms = {name: answer[name] for name in FOUND}, answer["took_ms"]
            before = conversation if self.plan.is_further else conversation.cleared()
            conversation = before.with_shown(_shown(found["results"]), found["next_cursor"] or "")
        conversation_keep(conversation)
        yield "results", found
        said = [self.plan.note, outcome_words(asked, found) if is_searched else ""]
        yield (
            "sentence",
            {"sentence": " ".join(filter(None, said)), "offers": [asdict(offer) for offer in self.plan.offers]},
        )
        yield "done", {"took_ms": took_ms}

    def _understood(self, conversation: Conversation) -> dict[str, Any]:
        return {
            "conversation": conversation.id,
            "kind": str(self.turn.kind),
            "crawls": list(conversation.crawl_ids),
            "query": conversation.asked.view(),
            "links": {"page": conversation.asked.page_path(conversation.crawl_ids)},
        }

    def _request(self, conversation: Conversation) -> SearchRequest:
        asked = conversation.asked
        return SearchRequest(
            crawl_ids=conversation.crawl_ids,
            text=asked.text,
            examples=(Example(image_id=asked.like),) if asked.like is not None else (),
            limit=self.limit,
            cursor=Cursor.read(conversation.cursor) if self.plan.is_further else START,
        )


def exchange_begin(user: User, said: Said) -> Exchange:
    """Understand a message in its conversation; nothing is searched yet.

    Raises:
        NotFound: the conversation or a crawl is not there, or not the asker's.
        Rejected: no crawl is named, or the query grew too long.
        Unavailable: Redis does not answer.
    """
    conversation = _conversation(user, said)
    for crawl_id in conversation.crawl_ids:
        crawl_for(user, crawl_id)
    turn = turn_read(said.message)
    return Exchange(user, turn, turn_plan(conversation, turn), said.limit)


def _conversation(user: User, said: Said) -> Conversation:
    if said.conversation_id:
        conversation = conversation_for(user, said.conversation_id)
        return conversation.model_copy(update={"crawl_ids": said.crawl_ids or conversation.crawl_ids})
    if not said.crawl_ids:
        raise Rejected("Name the crawl to search, or the conversation to go on with.", code="crawl_missing")
    begun = Conversation(owner_id=user.pk, crawl_ids=said.crawl_ids)
    return begun if said.begin.is_empty else begun.after(said.begin)


def _shown(results: list[dict[str, Any]]) -> tuple[Shown, ...]:
    return tuple(
        Shown(image_id=result["image_id"], side_px=max(result["width"], result["height"])) for result in results
    )

"""What a turn makes of a conversation; pure, so that every kind of turn can be tried without a search."""

from dataclasses import dataclass, field
from typing import Final

from imagesearch.chat.asked import Asked, asked_with
from imagesearch.chat.conversations import Conversation, Shown
from imagesearch.chat.edits import filters_kept, filters_of, text_edited
from imagesearch.chat.turns import Turn, TurnKind, may_ask_text
from imagesearch.search.parsing import ChipKind

EXAMPLES_MAX: Final = 4
HELP: Final = (
    "Say what you look for, then refine it: “only PNG”, “larger”, “without people”, “the red ones”, “more like the third”, "
    "“from the shop pages”, “sort by newest”, “undo”, “start over”."
)
RESTARTED: Final = "Started over. What shall I look for?"
NOTHING_YET: Final = "Nothing was looked for yet. Say what should be in the pictures."


@dataclass(frozen=True, slots=True)
class Offer:
    """A turn that may be wanted next, for a button."""

    label: str
    message: str
    answer: str = "auto"
    """What the message is to be taken for, where it is not left to the rules."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The conversation after a turn, and what is to be said besides the outcome."""

    conversation: Conversation
    note: str = ""
    offers: list[Offer] = field(default_factory=list)
    is_further: bool = False
    """The next results of the same search are wanted, not the first."""
    question: str = ""
    """To be answered by the text of the pages; what is shown stays."""
    is_told: bool = False
    """The note is all there is to say; what is shown stays."""


def turn_plan(conversation: Conversation, turn: Turn) -> Plan:
    """What comes of a turn.

    Raises:
        Rejected: the query would be longer than a search box holds.
    """
    match turn.kind:
        case TurnKind.RESTART:
            return Plan(conversation.after(Asked()), RESTARTED)
        case TurnKind.UNDO:
            return _undone(conversation)
        case TurnKind.LIKE | TurnKind.UNLIKE:
            return _alike(conversation, turn)
        case TurnKind.TEXT:
            return Plan(conversation, question=turn.rest, offers=[_pictures_offer(turn.rest)])
        case TurnKind.HELP:
            return _told(conversation, HELP)
        case TurnKind.MORE:
            return _further(conversation)
        case TurnKind.COUNT | TurnKind.RECALL:
            return _told(conversation, NOTHING_YET) if conversation.asked.is_empty else Plan(conversation)
    return _edited(conversation, turn.rest)


def _told(conversation: Conversation, note: str) -> Plan:
    return Plan(conversation, note, is_told=True)


def _undone(conversation: Conversation) -> Plan:
    if not conversation.steps:
        return _told(conversation, "There is nothing to undo.")
    undone = conversation.undone()
    return Plan(undone, RESTARTED if undone.asked.is_empty else "")


def _alike(conversation: Conversation, turn: Turn) -> Plan:
    """Pictures like one that was shown, which says better than the words what is wanted; or none like it."""
    shown = _shown_at(conversation, turn.rank)
    if shown is None:
        number = len(conversation.shown)
        there = (
            "No pictures are shown yet"
            if not number
            else f"Only {number} are shown"
            if number > 1
            else "Only one is shown"
        )
        return _told(conversation, f"{there}, so I cannot tell which one you mean.")
    asked = conversation.asked
    if turn.kind == TurnKind.UNLIKE:
        unlikes = (*asked.unlikes, shown.image_id)[-EXAMPLES_MAX:]
        return Plan(conversation.after(asked.model_copy(update={"unlikes": tuple(dict.fromkeys(unlikes))})))
    text = f"{turn.rest} {filters_kept(asked.text)}".strip()
    return Plan(conversation.after(asked_with(asked, text=text, likes=(shown.image_id,), unlikes=())))


def _shown_at(conversation: Conversation, rank: int) -> Shown | None:
    index = rank - 1 if rank > 0 else rank
    return conversation.shown[index] if -len(conversation.shown) <= index < len(conversation.shown) and rank else None


def _further(conversation: Conversation) -> Plan:
    if conversation.asked.is_empty:
        return _told(conversation, NOTHING_YET)
    if not conversation.cursor:
        return _told(conversation, "That was all of them.")
    return Plan(conversation, is_further=True)


def _edited(conversation: Conversation, said: str) -> Plan:
    asked = conversation.asked
    sides_px = [shown.side_px for shown in conversation.shown]
    edited = text_edited(asked.text, said.rstrip(" ?!."), has_example=bool(asked.likes), sides_px=sides_px)
    before = Asked(diversity=asked.diversity) if edited.is_new else asked
    filters = {} if ChipKind.ROLE in edited.dropped else before.filters
    after = conversation.after(asked_with(before, text=edited.text, filters=filters))
    lost = [chip.label for chip in filters_of(asked.text)] if edited.is_new else []
    offers = [Offer(f"Keep {', '.join(lost)}", f"what about {after.asked.text}")] if lost else []
    if may_ask_text(said):
        offers.append(Offer("Ask the text of the pages instead", said, "text"))
    return Plan(after, offers=offers)


def _pictures_offer(question: str) -> Offer:
    return Offer("Look for pictures instead", question.rstrip(" ?"), "pictures")

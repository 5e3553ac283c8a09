"""What a message of a conversation wants: a command, a picture to go by, the text of the pages, or an edit of the query.

Rules only. In doubt a message is about pictures: what it would have meant otherwise is offered with the answer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from imagesearch.search.parsing.vocabulary import NOUN, ROLE_WORDS, any_of


class TurnKind(StrEnum):
    """What is to be done."""

    EDIT = "edit"
    LIKE = "like"
    UNLIKE = "unlike"
    COUNT = "count"
    RECALL = "recall"
    MORE = "more"
    UNDO = "undo"
    RESTART = "restart"
    HELP = "help"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Turn:
    """A message, read."""

    kind: TurnKind
    rest: str = ""
    """What is left to be understood as part of a query."""
    rank: int = 0
    """Which of the pictures shown is meant, from 1; -1 is the last."""


POLITE: Final = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|please|thanks|thank you|great|yes|well|now|then|so)\b[\s,!.]*)+"
    r"|[\s,]*\b(?:please|thanks|thank you)[\s!.]*$",
    re.IGNORECASE,
)
RESTART: Final = re.compile(
    r"(?:start (?:over|again|afresh|anew)|reset|clear(?: (?:all|everything|it))?|new search|begin again"
    r"|forget (?:it|that|everything|all of that))",
    re.IGNORECASE,
)
UNDO: Final = re.compile(
    r"(?:undo(?: (?:that|it|the last one))?|(?:go )?(?:one )?(?:step )?back|take (?:that|it) back|never ?mind|revert)",
    re.IGNORECASE,
)
RECALL: Final = re.compile(
    r"what (?:did|do|are|were|have) (?:you|we|i) (?:just )?(?:search|look|ask|find|show)(?:ed|ing)?\b.*"
    r"|what (?:is|was) (?:the|my|this|your) (?:search|query|question)|what am i (?:looking at|seeing)|what is this",
    re.IGNORECASE,
)
MORE: Final = re.compile(
    r"(?:(?:show|give|get)(?: me)? )?(?:some )?more(?: (?:results|pictures|images|photos|of (?:them|these|those)))?"
    r"|(?:the )?next(?: page| ones)?|(?:show|see) the (?:rest|others)",
    re.IGNORECASE,
)
HELP: Final = re.compile(
    r"help|\?|what can (?:i|you) (?:ask|say|do)\b.*|how (?:does|do) (?:this|you|it) work", re.IGNORECASE
)
COMMANDS: Final = (
    (TurnKind.RESTART, RESTART),
    (TurnKind.UNDO, UNDO),
    (TurnKind.RECALL, RECALL),
    (TurnKind.MORE, MORE),
    (TurnKind.HELP, HELP),
)
NUMBERS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
ORDINALS: Final = {word: number for number, word in enumerate(NUMBERS, 1)} | {"last": -1}
THING: Final = "(?:one|picture|photo|image|result|hit)"
REFERENCE: Final = (
    rf"(?:the )?(?:(?P<word>{any_of(ORDINALS)})(?: {THING})?|(?:(?:number|no\.?|nr\.?|{THING}) ?|#)(?P<number>\d{{1,3}})"
    rf"|(?P<short>\d{{1,3}})(?:st|nd|rd|th)?(?: {THING})?)"
)
LIKE: Final = re.compile(
    rf"(?:(?:show|find|give|get)(?: me)? )?(?:(?:some )?(?:more|others?|something|anything|{NOUN}|ones) )*"
    rf"(?:that (?:are|look) )?(?:like|similar to|resembling|alike to) {REFERENCE}(?:[\s,]+(?:but|and|only|except)?\s*(?P<rest>\S.*))?",
    re.IGNORECASE,
)
UNLIKE: Final = re.compile(
    rf"(?:but )?(?:less|not|nothing|none|no more|unlike|different)(?: {NOUN}| ones)?(?: like| similar to| from| than)? {REFERENCE}",
    re.IGNORECASE,
)
COUNT: Final = re.compile(
    r"(?:how many|count(?: of)?)\b(?P<rest>.*?)(?:\b(?:are|were) (?:there|those|these)|\bdo (?:you|we) have|\bcan you find"
    r"|\bdid you find|\bhave you (?:got|found)|\bmatch(?:es)?|\bare)?(?:\s+(?:on|in) (?:this|the) (?:site|website))?",
    re.IGNORECASE,
)
COUNTED: Final = re.compile(
    rf"\b(?:of (?:them|these|those)|results?|match(?:es)?|hits|{NOUN}|ones|are|were|there|do you have)\b", re.IGNORECASE
)
ABOUT_PICTURES: Final = re.compile(
    rf"\b(?:{NOUN}|{any_of(ROLE_WORDS)}|looks? like|ones?|shown|results?|them|those|these)\b"
    r"|^(?:what|how) about\b|^(?:do you have|are there|is there|have you got|can|could|would)\b(?! (?:i|we)\b)",
    re.IGNORECASE,
)
TELL: Final = re.compile(r"^(?:(?:(?:can|could) you )?tell me|do you know)\b[\s,]*", re.IGNORECASE)
ASKS: Final = re.compile(
    r"(?:(?:who|whose|whom|when|why|what|how|who's|when's|what's|how's)\b"
    r"|where (?:can|do|does|did|was|were|is (?:the|your|this)|are (?:you|we))\b|where .*\b(?:located|based|from)\b)",
    re.IGNORECASE,
)
ASKS_YES_OR_NO: Final = re.compile(
    r"(?:is|are|was|were|do|does|did|can (?:i|we)|may (?:i|we)|will|has|have)\b.*\?", re.IGNORECASE
)


def turn_read(message: str, *, answer: str = "auto") -> Turn:
    """What a message wants; never fails: what is no command is part of a query.

    Args:
        message: as it was said.
        answer: `pictures` or `text` to take it for a search or for a question about the pages, whatever it looks like.
    """
    if answer == "text":
        return Turn(TurnKind.TEXT, message.strip())
    if answer == "pictures":
        return Turn(TurnKind.EDIT, message.strip())
    said = POLITE.sub("", " ".join(message.split())).strip() or message.strip()
    bare = said.rstrip(" ?!.")
    if POLITE.fullmatch(said):
        return Turn(TurnKind.HELP)
    for kind, pattern in COMMANDS:
        if pattern.fullmatch(bare or said):
            return Turn(kind)
    if match := LIKE.fullmatch(bare):
        return Turn(TurnKind.LIKE, rest=match["rest"] or "", rank=_rank(match))
    if match := UNLIKE.fullmatch(bare):
        return Turn(TurnKind.UNLIKE, rank=_rank(match))
    if match := COUNT.fullmatch(bare):
        rest = " ".join(COUNTED.sub(" ", match["rest"]).split())
        return Turn(TurnKind.EDIT, rest) if rest else Turn(TurnKind.COUNT)
    if is_question_about_text(said):
        return Turn(TurnKind.TEXT, said)
    return Turn(TurnKind.EDIT, said)


def is_question_about_text(said: str) -> bool:
    """Whether it rather asks what the pages say than which pictures there are."""
    said = TELL.sub("", said)
    if ABOUT_PICTURES.search(said):
        return False
    return len(said.split()) > 2 and bool(ASKS.match(said) or ASKS_YES_OR_NO.match(said))


def may_ask_text(said: str) -> bool:
    """Whether the pages' text is worth an offer: a question of any kind, in any language."""
    return said.rstrip().endswith(("?", "？", "؟")) or bool(ASKS.match(said))


def _rank(match: re.Match[str]) -> int:
    if match["word"]:
        return ORDINALS[match["word"].lower()]
    return int(match["number"] or match["short"])

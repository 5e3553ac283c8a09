"""Edits the text of a query by what a turn adds: the same chips as in the search box, replaced, added or dropped."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median_low
from typing import Final

from imagesearch.search.parsing import ParsedQuery, query_parse
from imagesearch.search.parsing.editing import chip_text, query_without
from imagesearch.search.parsing.model import MEASURES, Chip, ChipKind, ChipMode
from imagesearch.search.parsing.vocabulary import COLOR_WORDS, NOUN, any_of

SIDE_USUAL_PX: Final = 800
"""What "larger" starts from while nothing was shown that could be measured."""
COMPARED: Final = re.compile(
    r"(?:(?:only|just|show me|the|something|somewhat|much|even|a bit|a little) )*(?P<word>larger|bigger|smaller"
    r"|higher resolution|better resolution|lower resolution)(?: (?:ones|pictures|images|photos|please))?",
    re.IGNORECASE,
)
SMALLER: Final = frozenset({"smaller", "lower resolution"})
KIND_NAMES: Final[dict[str, tuple[ChipKind, ...]]] = {
    "format": (ChipKind.FORMAT,), "size": (ChipKind.SIZE, *MEASURES), "resolution": (ChipKind.SIZE, *MEASURES),
    "shape": (ChipKind.ASPECT,), "aspect": (ChipKind.ASPECT,), "orientation": (ChipKind.ASPECT,), "colour": (ChipKind.COLOR,),
    "color": (ChipKind.COLOR,), "page": (ChipKind.PAGE, ChipKind.HOST), "section": (ChipKind.PAGE,), "host": (ChipKind.HOST,),
    "kind": (ChipKind.ROLE,), "order": (ChipKind.SORT,), "sorting": (ChipKind.SORT,), "exclusion": (ChipKind.CONCEPT,),
    "filter": tuple(kind for kind in ChipKind if kind != ChipKind.PHRASE),
}  # fmt: skip
NAMED: Final = rf"(?P<kind>{any_of(KIND_NAMES)})s?"
DROPPED: Final = re.compile(
    rf"(?:(?:in|of|with|from) )?(?:any|all|every|whatever) {NAMED}|(?:drop|remove|forget|clear|without|ignore|no)"
    rf"(?: (?:the|all|any))? {NAMED.replace('kind', 'kind2')}(?: filters?)?",
    re.IGNORECASE,
)
LEADS: Final = re.compile(
    r"^(?:(?:and|but|or|also|only|just|now|plus|add|show me|show|give me|i want|make (?:it|them)|it should be|they should be"
    r"|they must be|it must be|what about|how about|include|not only)\s+)+",
    re.IGNORECASE,
)
KEEPS: Final = re.compile(
    r"^(?:and|but|or|also|only|just|plus|add|what about|how about|make (?:it|them))\b", re.IGNORECASE
)
ADDS: Final = re.compile(r"^(?:(?:and )?also|or|plus|add|include|not only)\b", re.IGNORECASE)
INSTEAD: Final = re.compile(r"\b(?:instead|only|as well|too)[\s.!?]*$", re.IGNORECASE)
STANDS_FOR: Final = re.compile(rf"\b(?:those|these) {NOUN}\b|\b(?:ones?|those|these|them)\b", re.IGNORECASE)
OPENS: Final = re.compile(
    r"^(?:(?:show|find|give|get)(?: me)?|(?:search|look) for|i(?: a|')m looking for|i want(?: to see)?)\s+(?=\S)",
    re.IGNORECASE,
)
JOINS: Final = frozenset({"and", "or", "the", "a", "an"})
GOES_ON: Final = re.compile(r"^(?:with|in|on|at|under|near|behind|wearing|holding|next to|by|of|for)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edited:
    """The text of the query after a turn."""

    text: str
    is_new: bool = False
    """Another search altogether; what was filtered and exemplified before is gone."""
    dropped: frozenset[ChipKind] = frozenset()
    """Kinds of filters that are not wanted any more."""


def text_edited(text: str, said: str, *, has_example: bool = False, sides_px: Sequence[int] = ()) -> Edited:
    """The text of the query after a turn.

    A message that names no thing of its own refines: its filters replace those of the same kind. One that does is a new
    search, unless it says that it goes on ("what about …", "with …", "… instead"): then the filters stay.

    Args:
        text: the query's text so far.
        said: what the turn says about pictures.
        has_example: whether the query has an example picture besides its text.
        sides_px: longest sides of the pictures shown, which "larger" and "smaller" go by.
    """
    if not text.strip() and not has_example:
        return Edited(OPENS.sub("", said), is_new=True)
    if match := COMPARED.fullmatch(said):
        return Edited(_compared(text, match["word"].lower(), sides_px))
    if match := DROPPED.fullmatch(said):
        kinds = frozenset(KIND_NAMES[(match["kind"] or match["kind2"]).lower()])
        return Edited(text_without(text, lambda chip: chip.kind in kinds), dropped=kinds)
    rest = STANDS_FOR.sub("pictures", INSTEAD.sub("", LEADS.sub("", said))).strip() or said
    added = query_parse(rest)
    if not added.subject or _is_hinted(rest, added):
        return Edited(_refined(text, added, is_added=bool(ADDS.match(said)), has_thing=has_example))
    if GOES_ON.match(rest):
        return Edited(f"{text} {rest}".strip())
    if KEEPS.match(said) or INSTEAD.search(said):
        return Edited(_about(text, rest, added))
    return Edited(OPENS.sub("", said), is_new=True)


def text_without(text: str, is_dropped: Callable[[Chip], bool]) -> str:
    """The text without the chips that a rule names."""
    for _ in query_parse(text).chips:
        chip = next((chip for chip in query_parse(text).chips if is_dropped(chip)), None)
        if chip is None:
            break
        text = query_without(text, chip)
    return text


def filters_of(text: str) -> list[Chip]:
    """The chips that stay when the thing changes that is looked for."""
    return [chip for chip in query_parse(text).chips if chip.mode != ChipMode.NICE and chip.kind != ChipKind.PHRASE]


def filters_kept(text: str) -> str:
    """The text of its filters alone, in the explicit syntax."""
    return " ".join(chip_text(chip) for chip in filters_of(text))


def _compared(text: str, word: str, sides_px: Sequence[int]) -> str:
    """Larger or smaller than what was seen: half of it goes, whatever sizes the site has."""
    side_px = median_low(sides_px) if sides_px else SIDE_USUAL_PX
    sizes = (ChipKind.SIZE, ChipKind.SIDE)
    shorter = text_without(text, lambda chip: chip.kind in sizes)
    return f"{shorter} side:{'<' if word in SMALLER else '>'}{side_px}".strip()


def _is_hinted(rest: str, added: ParsedQuery) -> bool:
    """Whether all that is said of the subject are hints: "red", "logos"."""
    spans = [span for chip in added.chips if chip.mode == ChipMode.NICE for span in chip.spans]
    said = list(rest)
    for start, end in spans:
        said[start:end] = " " * (end - start)
    words = re.findall(r"\w+", "".join(said))
    return bool(spans) and not set(words) & set(re.findall(r"\w+", added.subject.lower())) - JOINS


def _refined(text: str, added: ParsedQuery, *, is_added: bool, has_thing: bool) -> str:
    colors = [chip for chip in added.chips if chip.kind == ChipKind.COLOR and chip.mode == ChipMode.NICE]
    others = [chip for chip in added.chips if chip not in colors]
    for chip in others:
        text = text_without(text, partial(_gives_way, new=chip, is_added=is_added))
    text = _colored(text, colors, has_thing=has_thing) if colors else text
    firm = [chip.model_copy(update={"mode": _firm(chip.mode)}) for chip in others]
    return " ".join([text, *(chip_text(chip) for chip in firm)]).strip()


def _firm(mode: ChipMode) -> ChipMode:
    return ChipMode.MUST if mode == ChipMode.NICE else mode


def _gives_way(known: Chip, new: Chip, *, is_added: bool) -> bool:
    """Whether a chip has no place beside a new one."""
    if known.kind != new.kind:
        return new.kind in MEASURES and known.kind == ChipKind.SIZE
    if known.value == new.value:
        return True
    is_list = new.mode == ChipMode.EXCLUDE or new.kind == ChipKind.PHRASE
    return not is_added and not is_list and known.mode != ChipMode.EXCLUDE


def _colored(text: str, colors: Iterable[Chip], *, has_thing: bool) -> str:
    """A colour belongs to the thing, as in "red car"; where there is no thing it is the picture's own."""
    bare = text_without(text, lambda chip: chip.kind == ChipKind.COLOR or chip.value in COLOR_WORDS)
    values = [chip.value for chip in colors]
    if has_thing or query_parse(bare).subject:
        return f"{' or '.join(values)} {bare}".strip()
    return f"{bare} color:{','.join(values)}".strip()


def _about(text: str, rest: str, added: ParsedQuery) -> str:
    """Another thing, with the filters as they were but for those that it names anew."""
    kept = filters_kept(text)
    for chip in added.chips:
        kept = text_without(kept, partial(_gives_way, new=chip, is_added=False))
    return f"{rest} {kept}".strip()

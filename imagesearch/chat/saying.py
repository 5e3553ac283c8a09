"""What a conversation says: what was searched, and how many pictures match."""

from collections.abc import Sequence
from typing import Any

from imagesearch.chat.asked import Asked
from imagesearch.search.parsing.model import ChipKind, ChipMode


def looked_for_words(asked: Asked) -> str:
    """What is looked for, such as: “red car”, PNG, not people."""
    parsed = asked.parsed
    thing = f"“{parsed.subject}”" if parsed.subject else ""
    alike = "pictures like the example" if asked.likes else ""
    chips = [chip.label for chip in parsed.chips if chip.mode != ChipMode.NICE and chip.kind != ChipKind.PHRASE]
    what = " and ".join(filter(None, [alike, thing])) or "all pictures"
    unlike = "unlike the unwanted example" if asked.unlikes else ""
    others = [str(value) for name in ("role", "role_not") for value in asked.filters.get(name, [])]
    return ", ".join(filter(None, [what, unlike, *chips, *others]))


def outcome_words(asked: Asked, found: dict[str, Any]) -> str:
    """A sentence of what was searched and what came out."""
    looked = f"Looked for {looked_for_words(asked)}: "
    strong, weak = found["strong"], found["total"] - found["strong"]
    if not found["total"]:
        return f"{looked}no picture that can be searched here fits."
    if not strong:
        return f"{looked}nothing matches well; {'this comes' if weak == 1 else f'these {weak} come'} closest."
    more = f", {weak} more only weakly" if weak else ""
    return f"{looked}{strong} {'picture matches' if strong == 1 else 'pictures match'}{more}."


def passages_words(passages: Sequence[object]) -> str:
    """What introduces the sentences of pages, or says that there are none."""
    if not passages:
        return "None of the pages that were read answers that."
    return "One page says:" if len(passages) == 1 else "The pages say:"

"""What a conversation says: what was searched, and how many pictures match."""

from typing import Any

from imagesearch.chat.asked import Asked
from imagesearch.search.parsing.model import ChipKind, ChipMode


def looked_for_words(asked: Asked) -> str:
    """What is looked for, such as: pictures of “red car” like picture 12, PNG, not people."""
    parsed = asked.parsed
    thing = f"“{parsed.subject}”" if parsed.subject else ""
    alike = "pictures like the example" if asked.like is not None else ""
    chips = [chip.label for chip in parsed.chips if chip.mode != ChipMode.NICE and chip.kind != ChipKind.PHRASE]
    return ", ".join(filter(None, [" and ".join(filter(None, [alike, thing])) or "all pictures", *chips]))


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

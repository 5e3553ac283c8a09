"""What was understood of a query: the subject, and chips for everything else, each shown and removable."""

from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from imagesearch.search.parsing.bounds import Bounds, bounds_read
from imagesearch.search.parsing.vocabulary import ASPECT_FACETS, COLOR_WORDS, ROLE_WORDS, ROLES_KNOWN


class ChipKind(StrEnum):
    """What a chip speaks of; the value is also the key of the explicit syntax."""

    FORMAT = "format"
    SIZE = "size"
    ASPECT = "aspect"
    COLOR = "color"
    WIDTH = "w"
    HEIGHT = "h"
    SIDE = "side"
    MEGAPIXELS = "mp"
    PAGE = "page"
    HOST = "host"
    ROLE = "role"
    ALT = "alt"
    SORT = "sort"
    PHRASE = "phrase"
    CONCEPT = "concept"


class ChipMode(StrEnum):
    """How far a chip goes: it filters, it is only part of the subject, or it keeps things out."""

    MUST = "must"
    NICE = "nice"
    EXCLUDE = "exclude"


MEASURES: Final = (ChipKind.WIDTH, ChipKind.HEIGHT, ChipKind.SIDE, ChipKind.MEGAPIXELS)
ONE_OF: Final = (
    ChipKind.FORMAT, ChipKind.SIZE, ChipKind.ASPECT, ChipKind.COLOR, ChipKind.ROLE, ChipKind.PAGE, ChipKind.HOST,
)  # fmt: skip
"""Kinds of which a result must have any of the wanted values, and none of the excluded ones."""
BOUND_NAMES: Final = {
    ChipKind.WIDTH: "width",
    ChipKind.HEIGHT: "height",
    ChipKind.SIDE: "side",
    ChipKind.MEGAPIXELS: "pixels",
}


class Frozen(BaseModel):
    """Base of the parts of a parsed query."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Chip(Frozen):
    """One thing understood."""

    kind: ChipKind
    value: str
    mode: ChipMode = ChipMode.MUST
    label: str
    spans: tuple[tuple[int, int], ...]
    """Where it stands in the text, in characters: pairs of start and end."""

    @property
    def identity(self) -> tuple[ChipKind, str, ChipMode]:
        """What makes two chips the same thing said twice."""
        return self.kind, self.value, self.mode


class Problem(Frozen):
    """Something in the text that cannot be understood; the rest of it still is."""

    code: str
    position: int
    length: int
    sentence: str
    suggestion: str = ""


class ParsedQuery(Frozen):
    """A query as the rules understood it."""

    subject: str = ""
    """The words that say what the picture shows, in their order; empty: everything that the filters let through."""
    chips: tuple[Chip, ...] = ()
    problems: tuple[Problem, ...] = ()

    def values(self, kind: ChipKind, mode: ChipMode = ChipMode.MUST) -> tuple[str, ...]:
        """The values of the chips of one kind and mode, as the text has them."""
        return tuple(chip.value for chip in self.chips if chip.kind == kind and chip.mode == mode)

    @property
    def excluded(self) -> tuple[str, ...]:
        """Things that a result must not show, each a few words."""
        roles = tuple(role for role in self.values(ChipKind.ROLE, ChipMode.EXCLUDE) if role not in ROLES_KNOWN)
        return self.values(ChipKind.CONCEPT, ChipMode.EXCLUDE) + roles

    @property
    def phrases(self) -> tuple[str, ...]:
        """Words that must stand side by side in what is said about a picture."""
        return self.values(ChipKind.PHRASE)

    @property
    def roles(self) -> tuple[str, ...]:
        """What sort of picture is meant: logo, screenshot, ...; as plain words they are part of the subject as well."""
        return self.values(ChipKind.ROLE) + self.values(ChipKind.ROLE, ChipMode.NICE)

    @property
    def sort(self) -> str:
        """The order wanted, the last one named; empty for the usual one."""
        return ("", *self.values(ChipKind.SORT))[-1]

    def to_filters(self) -> dict[str, Any]:
        """The same as the `filters` of a search: only chips that filter, names as in the API."""
        filters: dict[str, Any] = {}
        for kind in ONE_OF:
            filters[str(kind)] = _filter_values(kind, self.values(kind))
            filters[f"{kind}_not"] = _filter_values(kind, self.values(kind, ChipMode.EXCLUDE))
        # "not red" keeps out what is said or seen to be red, and what is mostly red.
        colors = tuple(COLOR_WORDS[word] for word in self.excluded if word in COLOR_WORDS)
        filters["color_not"] = tuple(dict.fromkeys(filters["color_not"] + colors))
        # "no logos" as well: what is said or seen to be one, and what is one by its place on the site.
        roles = tuple(ROLE_WORDS[word] for word in self.excluded if ROLE_WORDS.get(word) in ROLES_KNOWN)
        filters["role_not"] = tuple(dict.fromkeys(filters["role_not"] + roles))
        for kind, name in BOUND_NAMES.items():
            bounds = self.bounds(kind)
            filters |= {f"{name}_min": bounds.low, f"{name}_max": bounds.high}
        if alt := self.values(ChipKind.ALT):
            filters["has_alt"] = alt[-1] == "any"
        return {name: value for name, value in filters.items() if value not in (None, ())}

    def bounds(self, kind: ChipKind) -> Bounds:
        """What all chips of one measure allow together."""
        allowed = Bounds()
        for value in self.values(kind):
            allowed &= bounds_read(value, is_mega=kind == ChipKind.MEGAPIXELS) or Bounds()
        return allowed


def _filter_values(kind: ChipKind, values: tuple[str, ...]) -> tuple[str, ...]:
    if kind == ChipKind.FORMAT:
        return tuple(value.upper() for value in values)
    if kind == ChipKind.ROLE:
        return tuple(value for value in values if value in ROLES_KNOWN)
    if kind == ChipKind.ASPECT:
        return tuple(dict.fromkeys(facet for value in values for facet in ASPECT_FACETS[value]))
    return values

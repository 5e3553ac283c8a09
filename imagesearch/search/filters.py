"""Filters: what a result must be, whatever it shows."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from imagesearch.core.errors import Rejected
from imagesearch.vectors.base import Condition

FORMAT_NAMES: Final[Mapping[str, str]] = {"JPG": "JPEG", "TIF": "TIFF"}
"""What people call a format that has another name here."""


class FilterInvalid(Rejected):
    """A filter that does not exist, or cannot have that value."""

    code = "filter_invalid"


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_format(value: Any) -> Any:
    return FORMAT_NAMES.get(value.upper(), value.upper()) if isinstance(value, str) else value


Format = Annotated[str, BeforeValidator(_as_format), Field(max_length=16)]
Size = Literal["small", "medium", "large"]
Aspect = Literal["tall", "square", "wide", "panorama"]
Color = Literal[
    "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "brown", "black", "grey", "white"
]
Side = Annotated[int, Field(ge=0, le=1_000_000)]
OneOf = BeforeValidator(_as_list)


class Filters(BaseModel):
    """Every field given must hold; of a list any value may."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Annotated[tuple[Format, ...], OneOf] = ()
    size: Annotated[tuple[Size, ...], OneOf] = ()
    aspect: Annotated[tuple[Aspect, ...], OneOf] = ()
    color: Annotated[tuple[Color, ...], OneOf] = ()
    width_min: Side | None = None
    width_max: Side | None = None
    height_min: Side | None = None
    height_max: Side | None = None
    has_alt: bool | None = None

    def conditions(self) -> list[Condition]:
        """The same as demands on the points of a collection."""
        one_of = [("format", self.format), ("size", self.size), ("aspect", self.aspect), ("color", self.color)]
        conditions = [Condition(field, any_of=values) for field, values in one_of if values]
        sides = [("width", self.width_min, self.width_max), ("height", self.height_min, self.height_max)]
        for field, low, high in sides:
            if low is not None or high is not None:
                conditions.append(Condition(field, at_least=low, at_most=high))
        if self.has_alt is not None:
            conditions.append(Condition("has_alt", any_of=(int(self.has_alt),)))
        return conditions

    def given(self) -> dict[str, Any]:
        """Only what was asked for, as the API shows it."""
        return {name: value for name, value in self.model_dump(mode="json").items() if value not in (None, [])}


def filters_read(given: Mapping[str, Any]) -> Filters:
    """Filters from the outside.

    Raises:
        FilterInvalid: with the filter at fault named in the sentence.
    """
    try:
        return Filters.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(Filters.model_fields)
            raise FilterInvalid(f"There is no filter {name[:40]!r}; there are {known}.", filters=[name[:40]]) from None
        raise FilterInvalid(f"The filter {name!r} cannot be that: {first['msg']}.", filters=[name]) from None

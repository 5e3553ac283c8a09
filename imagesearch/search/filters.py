"""Filters: what a result must be, whatever it shows."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from imagesearch.core.errors import Rejected
from imagesearch.vectors.base import Condition

FORMAT_NAMES: Final[Mapping[str, str]] = {"JPG": "JPEG", "JPE": "JPEG", "TIF": "TIFF"}
"""What people call a format that has another name here."""


class FilterInvalid(Rejected):
    """A filter that does not exist, or cannot have that value."""

    code = "filter_invalid"


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_format(value: Any) -> Any:
    return FORMAT_NAMES.get(value.upper(), value.upper()) if isinstance(value, str) else value


Format = Annotated[
    Literal["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "ICO", "TIFF", "SVG"], BeforeValidator(_as_format)
]
Size = Literal["small", "medium", "large"]
Aspect = Literal["tall", "square", "wide", "panorama"]
Color = Literal[
    "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "brown", "black", "grey", "white"
]
Role = Literal["content", "icon", "logo", "decoration"]
Place = Annotated[str, Field(min_length=1, max_length=500)]
Pixels = Annotated[int, Field(ge=0, le=10**12)]
Side = Annotated[int, Field(ge=0, le=1_000_000)]
OneOf = BeforeValidator(_as_list)
ONE_OF_FIELDS: Final = ("format", "size", "aspect", "color", "role", "host", "section", "page")
FIELD_OF: Final[Mapping[str, str]] = {"section": "page"}
"""Filters that look at a field of another name: a section is the first part of a page's path."""
MEASURED_FIELDS: Final = ("width", "height", "side", "pixels")


class Filters(BaseModel):
    """Every field given must hold; of a list any value may, and of a `…_not` list none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Annotated[tuple[Format, ...], OneOf] = ()
    format_not: Annotated[tuple[Format, ...], OneOf] = ()
    size: Annotated[tuple[Size, ...], OneOf] = ()
    size_not: Annotated[tuple[Size, ...], OneOf] = ()
    aspect: Annotated[tuple[Aspect, ...], OneOf] = ()
    aspect_not: Annotated[tuple[Aspect, ...], OneOf] = ()
    color: Annotated[tuple[Color, ...], OneOf] = ()
    color_not: Annotated[tuple[Color, ...], OneOf] = ()
    role: Annotated[tuple[Role, ...], OneOf] = ()
    role_not: Annotated[tuple[Role, ...], OneOf] = ()
    host: Annotated[tuple[Place, ...], OneOf] = ()
    host_not: Annotated[tuple[Place, ...], OneOf] = ()
    section: Annotated[tuple[Place, ...], OneOf] = ()
    """The first part of the path of a page, `/blog`; `/` is the start page."""
    section_not: Annotated[tuple[Place, ...], OneOf] = ()
    page: Annotated[tuple[Place, ...], OneOf] = ()
    """`/blog` and everything below it, or `blog` anywhere in the path of a page; `/` is the start page."""
    page_not: Annotated[tuple[Place, ...], OneOf] = ()
    width_min: Side | None = None
    width_max: Side | None = None
    height_min: Side | None = None
    height_max: Side | None = None
    side_min: Side | None = None
    """Of the longer side."""
    side_max: Side | None = None
    pixels_min: Pixels | None = None
    pixels_max: Pixels | None = None
    has_alt: bool | None = None
    duplicate: bool | None = None
    """Whether the picture is there more than once, be it resized; known only when results are folded."""

    def conditions(self) -> list[Condition]:
        """The same as demands on the points of a collection, but for `duplicate`."""
        values = self.model_dump()
        wanted = []
        for name in ONE_OF_FIELDS:
            field, given, excluded = FIELD_OF.get(name, name), values[name], values[f"{name}_not"]
            wanted += [Condition(field, any_of=given)] if given else []
            wanted += [Condition(field, any_of=excluded, is_excluded=True)] if excluded else []
        for name in MEASURED_FIELDS:
            low, high = values[f"{name}_min"], values[f"{name}_max"]
            if low is not None or high is not None:
                wanted.append(Condition(name, at_least=low, at_most=high))
        if self.has_alt is not None:
            wanted.append(Condition("has_alt", any_of=(int(self.has_alt),)))
        return wanted

    def without(self, name: str) -> "Filters":
        """The same without what is chosen for one of them; what it excludes stays excluded."""
        return self.model_copy(update={name: type(self).model_fields[name].default})

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
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            known = ", ".join(Filters.model_fields)
            raise FilterInvalid(f"There is no filter {name[:40]!r}; there are {known}.", filters=[name[:40]]) from None
        raise FilterInvalid(f"The filter {name!r} cannot be that: {first['msg']}.", filters=[name]) from None

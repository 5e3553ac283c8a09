"""What a language model must answer, and how that becomes a query that the rules can read.

The model fills in a form; the form is written in the explicit syntax and read by the rules like anything typed. So chips, filters
and errors are the same whoever read the query, and nothing that a model says can mean more than a person could have typed.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(max_length=80)]
Pixels = Annotated[int, Field(ge=1, le=100_000)]
Format = Literal["png", "jpeg", "webp", "gif", "avif", "bmp", "ico", "tiff", "svg"]
Color = Literal[
    "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "brown", "black", "grey", "white"
]
UNSUPPORTED: Final = ("maxLength", "maxItems", "minimum", "maximum", "title", "description")
"""Keywords that strict schemas of some endpoints refuse; the answer is checked against the whole model anyhow."""


class QueryForm(BaseModel):
    """One query, taken apart; every field must be there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str = Field(max_length=300)
    phrases: list[Words] = Field(max_length=5)
    exclude: list[Words] = Field(max_length=10)
    formats: list[Format] = Field(max_length=9)
    formats_excluded: list[Format] = Field(max_length=9)
    sizes: list[Literal["small", "medium", "large"]] = Field(max_length=3)
    shapes: list[Literal["wide", "tall", "square", "panorama"]] = Field(max_length=4)
    main_colors: list[Color] = Field(max_length=12)
    kinds: list[Literal["logo", "icon"]] = Field(max_length=2)
    pages: list[Words] = Field(max_length=5)
    pages_excluded: list[Words] = Field(max_length=5)
    hosts: list[Words] = Field(max_length=5)
    width_min_px: Pixels | None
    width_max_px: Pixels | None
    height_min_px: Pixels | None
    height_max_px: Pixels | None
    alt_text: Literal["any", "none"] | None
    sort: Literal["newest", "oldest", "largest", "smallest", "page"] | None

    def text(self) -> str:
        """The form in the explicit syntax."""
        return " ".join([literal(self.subject), *self._phrases(), *self._fields()]).strip()

    def _phrases(self) -> Iterable[str]:
        yield from (quoted(phrase) for phrase in self.phrases if phrase.strip())
        yield from (f"-{quoted(thing)}" for thing in self.exclude if thing.strip())

    def _fields(self) -> Iterable[str]:
        lists: dict[str, Sequence[str]] = {
            "format": self.formats, "-format": self.formats_excluded, "size": self.sizes, "aspect": self.shapes,
            "color": self.main_colors, "role": self.kinds, "page": self.pages, "-page": self.pages_excluded, "host": self.hosts,
        }  # fmt: skip
        yield from (f"{key}:{quoted(value)}" for key, values in lists.items() for value in values)
        bounds = {
            "w:>=": self.width_min_px, "w:<=": self.width_max_px, "h:>=": self.height_min_px, "h:<=": self.height_max_px,
            "alt:": self.alt_text, "sort:": self.sort,
        }  # fmt: skip
        yield from (f"{key}{value}" for key, value in bounds.items() if value is not None)


def form_schema() -> dict[str, Any]:
    """The JSON schema of the form, of what strict endpoints support."""
    schema = _plain(QueryForm.model_json_schema())
    return dict(schema)


def literal(text: str) -> str:
    """Words that the rules take for words, whatever stands in them."""
    return " ".join("".join(_escaped(word)) for word in text.split())


def quoted(text: str) -> str:
    """A value or phrase in quotes."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _escaped(word: str) -> Iterable[str]:
    """The first sign always, so that no rule takes the word; others where they mean something."""
    for number, sign in enumerate(word):
        yield sign if number and sign.isalnum() else f"\\{sign}"


def _plain(schema: Any) -> Any:
    if isinstance(schema, dict):
        kept = {name: value for name, value in schema.items() if name not in UNSUPPORTED or name == "properties"}
        return {name: _plain(value) for name, value in kept.items()}
    return [_plain(part) for part in schema] if isinstance(schema, list) else schema

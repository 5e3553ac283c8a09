"""The form that starts a crawl; whether values fit is decided where the API decides it."""

import io
from typing import Any, BinaryIO, Final

from django import forms

from imagesearch import env
from imagesearch.core.errors import Rejected
from imagesearch.crawls.options import CrawlKind, CrawlOptions, Obey, Render, options_read

URL_MAX_CHARACTERS: Final = 4096
RENDER_LABELS: Final = {
    Render.AUTO: "where it seems needed",
    Render.ALWAYS: "on every page",
    Render.NEVER: "never",
}

OBEY_LABELS: Final = {
    Obey.ALL: "all of them",
    Obey.INDEXING: "all but noai and noimageai",
    Obey.NOTHING: "none, for a site of your own",
}
KIND_LABELS: Final = (("", "what they look like"), (CrawlKind.PAGES, "pages"), (CrawlKind.IMAGES, "pictures"))
SOURCES: Final = ("url", "list_file", "list_text")
LIST_FIELDS: Final = ("list_file", "list_text", "kind")


class CrawlForm(forms.Form):
    """A website or a list, and limits that few people touch."""

    url = forms.CharField(
        label="Website",
        required=False,
        max_length=URL_MAX_CHARACTERS,
        widget=forms.TextInput(
            attrs={
                "placeholder": "https://example.org",
                "inputmode": "url",
                "autocapitalize": "none",
                "autocomplete": "url",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    list_file = forms.FileField(
        label="A file", required=False, allow_empty_file=True,
        help_text="Text with an address a line, CSV, JSON lines or Parquet; a product export will do.",
    )  # fmt: skip
    list_text = forms.CharField(
        label="Or paste it", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "https://example.org/a.jpg", "spellcheck": "false"}),
        help_text="One address a line, or rows with the names of their columns on top.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Its addresses are", required=False, choices=KIND_LABELS)
    limit = forms.IntegerField(
        label="Pages at most", required=False, help_text=f"{env.CRAWL_PAGES_MAX:,} if left empty."
    )
    depth = forms.IntegerField(
        label="Links to follow", required=False, help_text="0 reads the first page only, 1 also what it links to, …"
    )
    image_limit = forms.IntegerField(label="Pictures at most", required=False)
    byte_limit = forms.IntegerField(label="Bytes at most", required=False, help_text="100000000 are 100 MB.")
    minute_limit = forms.IntegerField(label="Minutes at most", required=False)
    render = forms.ChoiceField(  # type: ignore[assignment]  # Django takes fields off the class again
        label="Use a browser", required=False, choices=[(str(value), label) for value, label in RENDER_LABELS.items()]
    )
    obey = forms.ChoiceField(
        label="Robots tags that hold", required=False, choices=[(str(value), label) for value, label in OBEY_LABELS.items()],
        initial=str(CrawlOptions.model_fields["obey"].default),
        help_text="What pages and pictures ask of robots: noindex, nofollow, noimageindex, noai. robots.txt holds always.",
    )  # fmt: skip
    include = forms.CharField(
        label="Only pages like", required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": "*/blog/*"}),
        help_text="One pattern a line; * stands for anything.",
    )  # fmt: skip
    exclude = forms.CharField(
        label="No pages like", required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": "*/tag/*"}),
        help_text="One pattern a line.",
    )  # fmt: skip

    fresh = forms.BooleanField(
        label="Fetch everything anew", required=False,
        help_text="Otherwise what earlier crawls of yours fetched is asked about, and not sent again if it is unchanged.",
    )  # fmt: skip

    def limit_fields(self) -> list[forms.BoundField]:
        """The fields behind the disclosure."""
        return [self[name] for name in self.fields if name not in ("url", *LIST_FIELDS)]

    def list_fields(self) -> list[forms.BoundField]:
        """The fields behind the other disclosure: a list instead of a website."""
        return [self[name] for name in LIST_FIELDS]

    def has_list(self) -> bool:
        """Whether the list's disclosure must be open."""
        return any(name in self.errors or self[name].value() for name in LIST_FIELDS)

    def clean(self) -> dict[str, Any]:
        """One source of addresses."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sources = [name for name in SOURCES if cleaned.get(name)]
        if not sources and not self.errors:
            self.add_error("url", "Paste the address of a website first.")
        elif len(sources) > 1:
            self.add_error(sources[1], "Give a website, a file or a pasted list: only one of them.")
        return cleaned

    def list_opened(self) -> tuple[BinaryIO, str] | None:
        """The list with its name, or None for a website."""
        if file := self.cleaned_data["list_file"]:
            return file.file, file.name
        text = self.cleaned_data["list_text"]
        return (io.BytesIO(text.encode()), "") if text.strip() else None

    def has_limit_errors(self) -> bool:
        """Whether the disclosure must be open for its errors to be seen."""
        return any(field.errors for field in self.limit_fields())

    def has_limits(self) -> bool:
        """Whether somebody typed something behind the disclosure."""
        return any(field.value() for field in self.limit_fields() if field.name not in ("render", "obey"))

    def options(self) -> CrawlOptions | None:
        """The options, or None after the errors were put beside their fields."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in SOURCES and value not in (None, "")
        }
        patterns: dict[str, Any] = {name: _lines(given[name]) for name in ("include", "exclude") if name in given}
        try:
            return options_read({**given, **patterns})
        except Rejected as error:
            for name, texts in error.fields.items():
                assert isinstance(texts, list)
                self.add_error(name, [f"{text[:1].upper()}{text[1:]}." for text in texts])
            return None

    def add_error(self, field: str | None, error: Any) -> None:
        """Put an error beside its field, and tie the two for screen readers."""
        super().add_error(field, error)
        if field in self.fields:
            self.fields[field].widget.attrs["aria-invalid"] = "true"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

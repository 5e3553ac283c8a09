"""The form that starts a crawl; whether values fit is decided where the API decides it."""

from typing import Any, Final

from django import forms

from imagesearch import env
from imagesearch.core.errors import Rejected
from imagesearch.crawls.options import CrawlOptions, Render, options_read

URL_MAX_CHARACTERS: Final = 4096
RENDER_LABELS: Final = {
    Render.AUTO: "where it seems needed",
    Render.ALWAYS: "on every page",
    Render.NEVER: "never",
}


class CrawlForm(forms.Form):
    """A website, and limits that few people touch."""

    url = forms.CharField(
        label="Website",
        max_length=URL_MAX_CHARACTERS,
        error_messages={"required": "Paste the address of a website first."},
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
    limit = forms.IntegerField(
        label="Pages at most", required=False, help_text=f"{env.CRAWL_PAGES_MAX:,} if left empty."
    )
    depth = forms.IntegerField(
        label="Links to follow", required=False, help_text="0 reads the first page only, 1 also what it links to, …"
    )
    render = forms.ChoiceField(  # type: ignore[assignment]  # Django takes fields off the class again
        label="Use a browser", required=False, choices=[(str(value), label) for value, label in RENDER_LABELS.items()]
    )
    include = forms.CharField(
        label="Only pages like", required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": "*/blog/*"}),
        help_text="One pattern a line; * stands for anything.",
    )  # fmt: skip
    exclude = forms.CharField(
        label="No pages like", required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": "*/tag/*"}),
        help_text="One pattern a line.",
    )  # fmt: skip

    def limit_fields(self) -> list[forms.BoundField]:
        """The fields behind the disclosure."""
        return [self[name] for name in self.fields if name != "url"]

    def has_limit_errors(self) -> bool:
        """Whether the disclosure must be open for its errors to be seen."""
        return any(name != "url" for name in self.errors)

    def has_limits(self) -> bool:
        """Whether somebody typed something behind the disclosure."""
        return any(self[name].value() for name in ("limit", "depth", "include", "exclude"))

    def options(self) -> CrawlOptions | None:
        """The options, or None after the errors were put beside their fields."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "url" and value not in (None, "")}
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

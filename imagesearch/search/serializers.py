"""What the search API takes and gives: shapes only."""

import json
from dataclasses import replace
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from imagesearch import env
from imagesearch.core.errors import Rejected
from imagesearch.crawls.selectors.crawls import SEARCHED_MAX
from imagesearch.crawls.serializers import StrictSerializer
from imagesearch.search.filters import filters_read
from imagesearch.search.ranking import SORTS
from imagesearch.search.requests import START, Cursor, Example, SearchRequest

ALL_CRAWLS: Final = "all"
SORT_NAMES: Final = {"size": "largest"}
"""Other names of orders."""


def json_read(data: Any) -> Any:
    """What a form's field holds as JSON text; anything else as it is.

    Raises:
        ValidationError: a text that is no JSON.
    """
    if not isinstance(data, str):
        return data
    try:
        return json.loads(data)
    except ValueError:
        raise serializers.ValidationError("Not valid JSON.") from None


class FiltersField(serializers.JSONField):
    """An object, or (in a form) its JSON text."""

    def to_internal_value(self, data: Any) -> Any:
        data = json_read(data)
        if not isinstance(data, dict):
            raise serializers.ValidationError("An object with a field for each filter.")
        return data


class ImageField(serializers.Field[Any, Any, Any, Any]):
    """The id of an indexed picture, an address, or (in a form) a file."""

    def to_internal_value(self, data: Any) -> Example:
        if isinstance(data, UploadedFile):
            if (data.size or 0) > env.IMAGE_MAX_BYTES:
                raise Rejected(f"The picture has more than {env.IMAGE_MAX_BYTES} bytes.", code="image_too_large")
            return Example(upload=data.read())
        if isinstance(data, int) and not isinstance(data, bool):
            return Example(image_id=data)
        if isinstance(data, str) and data.isdecimal():
            return Example(image_id=int(data))
        if isinstance(data, str) and data.lower().startswith(("http://", "https://")) and len(data) <= 4096:
            return Example(url=data)
        raise serializers.ValidationError("The id of a picture, an http(s) address, or an uploaded file.")


class ExampleInput(StrictSerializer):
    """One of several example pictures."""

    image = ImageField(help_text="Id of an indexed picture, an address, or the name of the form's field with the file.")
    weight = serializers.FloatField(
        min_value=-10, max_value=10, required=False, default=1.0, help_text="Below zero: results must not be like it."
    )


class ExamplesField(serializers.ListField):
    """A list of examples, or (in a form) its JSON text."""

    child = ExampleInput()

    def to_internal_value(self, data: Any) -> list[Example]:
        read: list[dict[str, Any]] = super().to_internal_value(json_read(data))
        return [replace(given["image"], weight=given["weight"]) for given in read if given["weight"]]


class CrawlsField(serializers.ListField):
    """Ids of crawls, or `all`."""

    child = serializers.CharField(max_length=32)

    def to_internal_value(self, data: Any) -> list[str]:
        """`all` becomes an empty list."""
        if data in (ALL_CRAWLS, [ALL_CRAWLS]):
            return []
        ids: list[str] = super().to_internal_value(data)
        if not ids:
            raise serializers.ValidationError("Name at least one crawl, or say `all`.")
        return ids


class NotField(serializers.Field[Any, Any, Any, Any]):
    """One thing (several by commas), or a list of things."""

    def to_internal_value(self, data: Any) -> tuple[str, ...]:
        parts = data if isinstance(data, list) else str(data).split(",") if isinstance(data, str) else None
        if parts is None or not all(isinstance(part, str) and len(part) <= 200 for part in parts) or len(parts) > 20:
            raise serializers.ValidationError("A text, or a list of at most 20 texts.")
        return tuple(part.strip() for part in parts if part.strip())


class SearchInput(StrictSerializer):
    """A search in one or several crawls, by words, by a picture, or both."""

    crawl = serializers.CharField(max_length=32, required=False, help_text="Id of one crawl.")
    crawls = CrawlsField(required=False, max_length=SEARCHED_MAX, help_text="Ids of several, or `all` of one's own.")
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    image = ImageField(required=False, help_text="Id of an indexed picture, an address, or an uploaded file.")
    examples = ExamplesField(
        required=False, default=list, max_length=10, help_text="Several pictures to be like, or unlike, with weights."
    )
    filters = FiltersField(required=False, default=dict, help_text="format, size, aspect, color, width_min, …")
    sort = serializers.ChoiceField(choices=[*SORTS, *SORT_NAMES], required=False, default="")
    diversity = serializers.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        default=0.0,
        help_text="How far results should differ from each other.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, default=24)
    cursor = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")

    def get_fields(self) -> dict[str, Any]:
        """`not` cannot be written as an attribute."""
        return {
            **super().get_fields(),
            "not": NotField(required=False, default=(), help_text="What must not be shown."),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("crawl" in attrs) == ("crawls" in attrs):
            raise serializers.ValidationError({"crawl": ["Give either `crawl` or `crawls`."]})
        return attrs

    def request(self) -> SearchRequest:
        """The validated input as the service takes it."""
        given = self.validated_data
        return SearchRequest(
            crawl_ids=tuple(given["crawls"] if "crawls" in given else [given["crawl"]]),
            text=given["text"],
            unwanted=given["not"],
            examples=tuple([given["image"]] if "image" in given else []) + tuple(given["examples"]),
            filters=filters_read(given["filters"]),
            sort=SORT_NAMES.get(given["sort"], given["sort"]),
            diversity=given["diversity"],
            limit=given["limit"],
            cursor=Cursor.read(given["cursor"]) if given["cursor"] else START,
        )


class MatchedOutput(serializers.Serializer[Any]):
    """What each way of looking found, 0 to 1."""

    pixels = serializers.FloatField(help_text="What the picture shows.")
    words = serializers.FloatField(help_text="The words around it, meaning and exact words together.")
    meaning = serializers.FloatField()
    exact = serializers.FloatField()
    example = serializers.FloatField(help_text="How alike it is to the examples.")
    unlike = serializers.FloatField(help_text="How alike it is to what it should not be like.")
    terms = serializers.ListField(child=serializers.CharField(), help_text="Words of the query found at the picture.")


class CopyOutput(serializers.Serializer[Any]):
    """The same picture elsewhere."""

    image_id = serializers.IntegerField()
    image_url = serializers.CharField()
    page_url = serializers.CharField(allow_blank=True)
    format = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["identical", "resized"], help_text="The same bytes, or the same look.")


class ResultOutput(serializers.Serializer[Any]):
    """One picture."""

    rank = serializers.IntegerField()
    score = serializers.FloatField(help_text="0 to 1: how likely it is what was meant.")
    is_strong = serializers.BooleanField(help_text="Whether it counts as a match.")
    crawl = serializers.CharField()
    image_id = serializers.IntegerField()
    image_url = serializers.CharField()
    thumbnail_url = serializers.CharField()
    page_url = serializers.CharField(allow_blank=True)
    page_title = serializers.CharField(allow_blank=True)
    alt = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    caption = serializers.CharField(allow_blank=True)
    format = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    bytes = serializers.IntegerField()
    color = serializers.CharField(allow_blank=True)
    copies = serializers.IntegerField(help_text="How often the picture is there, this one included.")
    copies_list = CopyOutput(many=True)
    matched = MatchedOutput()


class SearchOutput(serializers.Serializer[Any]):
    """The answer to a search."""

    took_ms = serializers.FloatField()
    is_kept = serializers.BooleanField(help_text="Whether the answer was made for an earlier search.")
    query = serializers.DictField(help_text="What was understood.")
    sentence = serializers.CharField(help_text="What came out, for people.")
    strong = serializers.IntegerField(help_text="How many results count as matches.")
    total = serializers.IntegerField(help_text="How many results there are on all pages.")
    excluded = serializers.IntegerField(help_text="How many were left out because of `not`.")
    notices = serializers.ListField(child=serializers.CharField())
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()), help_text="Field, value, number of results."
    )
    results = ResultOutput(many=True)
    next_cursor = serializers.CharField(allow_null=True)

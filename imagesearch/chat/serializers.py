"""What the chat API takes and gives: shapes only."""

from typing import Any, Final

from rest_framework import serializers

from imagesearch.chat.asked import Asked, asked_begin
from imagesearch.chat.services import Said
from imagesearch.crawls.serializers import StrictSerializer
from imagesearch.search.filters import filters_read
from imagesearch.search.ranking import SORTS
from imagesearch.search.serializers import FiltersField, ResultOutput

MESSAGE_MAX: Final = 500


class BeginInput(StrictSerializer):
    """The search that is on the screen already."""

    text = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    image = serializers.IntegerField(min_value=1, required=False, help_text="Id of an indexed picture.")
    filters = FiltersField(required=False, default=dict)
    sort = serializers.ChoiceField(choices=SORTS, required=False, default="")


class ChatInput(StrictSerializer):
    """One message."""

    message = serializers.CharField(max_length=MESSAGE_MAX)
    conversation = serializers.CharField(
        max_length=32,
        required=False,
        allow_blank=True,
        default="",
        help_text="Id from the answer before; empty: begin.",
    )
    crawl = serializers.CharField(max_length=32, required=False, help_text="Id of one crawl; needed to begin.")
    crawls = serializers.ListField(
        child=serializers.CharField(max_length=32),
        required=False,
        min_length=1,
        max_length=100,
        help_text="Ids of several.",
    )
    query = BeginInput(required=False, help_text="Begin with this search instead of an empty one.")
    limit = serializers.IntegerField(min_value=1, max_value=24, required=False, default=8)

    def said(self) -> Said:
        """The validated input as the service takes it."""
        given = self.validated_data
        one = [given["crawl"]] if "crawl" in given else []
        return Said(
            message=given["message"],
            conversation_id=given["conversation"],
            crawl_ids=tuple(given.get("crawls") or one),
            begin=_begin(given.get("query")),
            limit=given["limit"],
        )


def _begin(given: dict[str, Any] | None) -> Asked:
    if not given:
        return Asked()
    return asked_begin(given["text"], given.get("image"), filters_read(given["filters"]), given["sort"])


class OfferOutput(serializers.Serializer[Any]):
    """A turn that may be wanted next."""

    label = serializers.CharField()
    message = serializers.CharField()


class LinksOutput(serializers.Serializer[Any]):
    """Where else the same is found."""

    page = serializers.CharField(help_text="The same as a search page.")


class ChatOutput(serializers.Serializer[Any]):
    """The answer to a message; over SSE its parts come as events in this order: understood, results, sentence, done."""

    conversation = serializers.CharField(help_text="Send it with the next message.")
    kind = serializers.CharField(help_text="What the message was taken for.")
    crawls = serializers.ListField(child=serializers.CharField())
    query = serializers.DictField(help_text="The structured query with its chips, as in a search.")
    links = LinksOutput()
    results = ResultOutput(many=True)
    strong = serializers.IntegerField()
    total = serializers.IntegerField()
    excluded = serializers.IntegerField()
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    notices = serializers.ListField(child=serializers.CharField())
    next_cursor = serializers.CharField(allow_null=True, help_text="For the search API; here say “show more”.")
    sentence = serializers.CharField(help_text="What was searched, and how many match.")
    offers = OfferOutput(many=True)
    took_ms = serializers.FloatField()

"""What the chat API takes and gives: shapes only."""

from typing import Any, Final

from rest_framework import serializers

from imagesearch.chat.asked import Asked, asked_screen
from imagesearch.chat.services import Said
from imagesearch.crawls.selectors.crawls import SEARCHED_MAX
from imagesearch.crawls.serializers import StrictSerializer
from imagesearch.search.filters import filters_read
from imagesearch.search.ranking import SORTS
from imagesearch.search.serializers import CrawlsField, FiltersField, ResultOutput

MESSAGE_MAX: Final = 500


class ShownExample(StrictSerializer):
    """A picture that the search goes by."""

    image = serializers.IntegerField(min_value=1, help_text="Id of an indexed picture.")
    weight = serializers.FloatField(min_value=-10, max_value=10, required=False, default=1.0)


class ScreenInput(StrictSerializer):
    """The search that is on the screen already."""

    text = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    examples = serializers.ListField(child=ShownExample(), required=False, default=list, max_length=10)
    filters = FiltersField(required=False, default=dict)
    sort = serializers.ChoiceField(choices=SORTS, required=False, default="")
    diversity = serializers.FloatField(min_value=0, max_value=1, required=False, default=0.0)


class ChatInput(StrictSerializer):
    """One message."""

    message = serializers.CharField(
        max_length=MESSAGE_MAX,
        required=False,
        allow_blank=True,
        default="",
        help_text="May be left out beside a query.",
    )
    conversation = serializers.CharField(
        max_length=32,
        required=False,
        allow_blank=True,
        default="",
        help_text="Id from the answer before; empty: begin.",
    )
    crawl = serializers.CharField(max_length=32, required=False, help_text="Id of one crawl; needed to begin.")
    crawls = CrawlsField(required=False, max_length=SEARCHED_MAX, help_text="Ids of several, or `all` of one's own.")
    query = ScreenInput(required=False, help_text="Go on from this search.")
    answer = serializers.ChoiceField(
        choices=["auto", "pictures", "text"],
        required=False,
        default="auto",
        help_text="What to look in; auto decides by the message.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=24, required=False, default=8)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["message"].strip() and "query" not in attrs:
            raise serializers.ValidationError({"message": ["Say something."]})
        return attrs

    def said(self) -> Said:
        """The validated input as the service takes it."""
        given = self.validated_data
        one = [given["crawl"]] if "crawl" in given else None
        crawls = given.get("crawls", one)
        return Said(
            message=given["message"],
            conversation_id=given["conversation"],
            crawl_ids=None if crawls is None else tuple(crawls),
            screen=_screen(given.get("query")),
            answer=given["answer"],
            limit=given["limit"],
        )


def _screen(given: dict[str, Any] | None) -> Asked | None:
    if given is None:
        return None
    examples = [(example["image"], example["weight"]) for example in given["examples"]]
    filters = filters_read(given["filters"])
    return asked_screen(given["text"], examples, filters, sort=given["sort"], diversity=given["diversity"])


class OfferOutput(serializers.Serializer[Any]):
    """A turn that may be wanted next."""

    label = serializers.CharField()  # type: ignore[assignment]  # the base class has a field of that name
    message = serializers.CharField()
    answer = serializers.CharField(help_text="Send it with the message.")


class PassageOutput(serializers.Serializer[Any]):
    """A sentence of a page, as it stands there."""

    crawl_id = serializers.CharField()
    page_url = serializers.CharField()
    page_title = serializers.CharField(allow_blank=True)
    heading = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    score = serializers.FloatField()


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
    passages = PassageOutput(many=True, help_text="What the pages say, where the message asked for that.")
    sentence = serializers.CharField(help_text="What was searched, and how many match.")
    offers = OfferOutput(many=True)
    took_ms = serializers.FloatField()

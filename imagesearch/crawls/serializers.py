"""What the crawl API takes and gives: shapes only, rules are the services' and the options'."""

from typing import Any

from rest_framework import serializers

from imagesearch import env
from imagesearch.core.roles import ROLE_RULES, Role
from imagesearch.crawls.models import Crawl, Image, Page, Sighting
from imagesearch.crawls.options import CrawlKind, Obey, Render
from imagesearch.crawls.selectors.images import page_address
from imagesearch.crawls.states import IMAGE_REASONS, PAGE_REASONS, CrawlStatus, ImageStatus, PageStatus, RobotsRule

SOURCES = ("url", "urls", "file")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know: a typo is louder than a default."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({str(name): ["There is no such field."] for name in unknown})
        return super().to_internal_value(data)


class CrawlInput(StrictSerializer):
    """A new crawl; everything but its source (`url`, `urls` or `file`) may be left out."""

    url = serializers.CharField(max_length=4096, required=False, help_text="Start page, http:// or https://.")
    urls = serializers.ListField(
        child=serializers.JSONField(), required=False, allow_empty=False, max_length=env.CRAWL_LIST_ROWS_MAX,
        help_text="A list instead of a start page: addresses, or objects with the columns of a product catalogue.",
    )  # fmt: skip
    file = serializers.FileField(
        required=False, help_text="A list as a file: text, CSV, JSON lines or Parquet, sent as multipart/form-data."
    )
    kind = serializers.ChoiceField(
        choices=[CrawlKind.PAGES, CrawlKind.IMAGES], required=False,
        help_text="What the addresses of a list are; without it the list's columns decide.",
    )  # fmt: skip
    processes = serializers.IntegerField(required=False, help_text="Crawl processes that share the crawl.")
    limit = serializers.IntegerField(required=False, help_text="Pages visited at most.")
    depth = serializers.IntegerField(required=False, help_text="Links followed from the start page.")
    image_limit = serializers.IntegerField(required=False, help_text="Pictures kept at most.")
    byte_limit = serializers.IntegerField(required=False, help_text="Bytes received at most, about.")
    minute_limit = serializers.IntegerField(required=False, help_text="Minutes of fetching at most.")
    render = serializers.ChoiceField(choices=[str(value) for value in Render], required=False)
    include = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Globs over the whole URL."
    )
    exclude = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Globs over the whole URL."
    )
    obey = serializers.ChoiceField(
        choices=[str(value) for value in Obey],
        required=False,
        help_text="Robots tags that hold: all, indexing (all but noai), nothing; robots.txt always does.",
    )
    fresh = serializers.BooleanField(
        required=False, help_text="Fetch everything anew instead of asking servers what has changed."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One source, neither none nor two."""
        given = [name for name in SOURCES if name in attrs]
        if len(given) != 1:
            named = given[1] if given else "url"
            raise serializers.ValidationError({named: ["Give one of these, and only one: url, urls, file."]})
        return attrs


class FaultOutput(serializers.Serializer[Any]):
    """A row of a list, or an address in it, that was refused."""

    line = serializers.IntegerField()
    reason = serializers.CharField()
    sentence = serializers.CharField()
    value = serializers.CharField(allow_blank=True)


class ListOutput(serializers.Serializer[Any]):
    """How a list was read."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    rows_accepted = serializers.IntegerField(help_text="Rows that gave at least one address.")
    rows_refused = serializers.IntegerField(help_text="Rows that gave none.")
    addresses = serializers.IntegerField(help_text="Different addresses.")
    duplicates = serializers.IntegerField(help_text="Addresses that an earlier row has too.")
    reasons = serializers.DictField(child=serializers.IntegerField(), help_text="How often each reason occurred.")
    faults = FaultOutput(many=True, help_text="The first hundred of what was refused.")


class LinksOutput(serializers.Serializer[Any]):
    """Where the parts of a crawl are."""

    self = serializers.CharField()
    events = serializers.CharField()
    websocket = serializers.CharField()
    images = serializers.CharField()
    pages = serializers.CharField()
    hosts = serializers.CharField()
    search = serializers.CharField()
    page = serializers.CharField()


class CrawlCreated(serializers.Serializer[Any]):
    """A crawl that was just accepted."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=CrawlStatus.choices)
    links = LinksOutput()
    list = ListOutput(required=False, help_text="Only of a crawl of a list.")


class CountsOutput(serializers.Serializer[Any]):
    """How many pages and pictures have come how far."""

    pages_found = serializers.IntegerField()
    pages_done = serializers.IntegerField()
    pages_failed = serializers.IntegerField()
    pages_skipped = serializers.IntegerField()
    images_found = serializers.IntegerField()
    images_fetched = serializers.IntegerField()
    images_embedded = serializers.IntegerField()
    images_indexed = serializers.IntegerField()
    images_failed = serializers.IntegerField()
    images_skipped = serializers.IntegerField()


class ProblemOutput(serializers.Serializer[Any]):
    """One kind of trouble."""

    kind = serializers.ChoiceField(choices=["page", "image"])
    status = serializers.ChoiceField(choices=["failed", "skipped", "done"])
    reason = serializers.CharField()
    sentence = serializers.CharField()
    count = serializers.IntegerField()
    example_url = serializers.CharField()


class HostOutput(serializers.Serializer[Any]):
    """One host as the crawl knows it."""

    host = serializers.CharField()
    rule = serializers.ChoiceField(choices=RobotsRule.choices, help_text="What its robots.txt says to us.")
    rule_label = serializers.CharField()
    robots_status = serializers.IntegerField(allow_null=True, help_text="HTTP status of robots.txt.")
    crawl_delay_seconds = serializers.FloatField(allow_null=True, help_text="What robots.txt asks for.")
    delay_seconds = serializers.FloatField(help_text="Between two requests, as it is now; 0 without a pace.")
    is_pace_shared = serializers.BooleanField(help_text="In step with other crawls of the host; not without Redis.")
    requests = serializers.IntegerField()
    answers_403 = serializers.IntegerField(help_text="401 as well.")
    answers_429 = serializers.IntegerField()
    answers_503 = serializers.IntegerField()
    left_out = serializers.IntegerField(help_text="Addresses that robots.txt does not allow.")
    held_until = serializers.DateTimeField(allow_null=True, help_text="It asked for a pause until then.")
    refusal = serializers.CharField(help_text="Why it is asked no more; empty if it is.")
    refusal_sentence = serializers.CharField()


class CrawlSummary(serializers.Serializer[Any]):
    """A crawl in the list."""

    id = serializers.CharField()
    url = serializers.CharField()
    host = serializers.CharField()
    status = serializers.ChoiceField(choices=CrawlStatus.choices)
    reason = serializers.CharField()
    reason_sentence = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    eta_seconds = serializers.FloatField(allow_null=True)
    counts = CountsOutput()


class CacheOutput(serializers.Serializer[Any]):
    """What answers of earlier crawls of the same owner have spared this one."""

    hits = serializers.IntegerField(help_text="Answers used again without asking.")
    revalidated = serializers.IntegerField(help_text="Answers that still held, as the server said (304).")
    misses = serializers.IntegerField(help_text="Answers fetched in full.")
    bytes_saved = serializers.IntegerField(help_text="Bytes that were not sent again.")


class CrawlOutput(CrawlSummary):
    """The whole state of a crawl."""

    bytes_received = serializers.IntegerField(help_text="Bodies of answers, as they came.")
    cache = CacheOutput()
    seq = serializers.IntegerField(help_text="Number of the last event that this state contains.")
    options = serializers.DictField()
    list = ListOutput(allow_null=True, help_text="How the list was read; null for a crawl of a site.")
    problems = ProblemOutput(many=True)
    hosts = HostOutput(many=True, help_text="Those that were asked most; `hosts/` lists them all.")
    links = LinksOutput()


class SightingOutput(serializers.ModelSerializer[Sighting]):
    """One place where a picture was seen."""

    page_url = serializers.SerializerMethodField()

    class Meta:
        model = Sighting
        fields = ["page_url", "route", "alt", "title", "caption", "context", "role", "role_rule"]
        read_only_fields = fields

    def get_page_url(self, sighting: Sighting) -> str:
        """Empty for a picture of a list whose row names no page."""
        return page_address(sighting.page.url)


class ImageOutput(serializers.ModelSerializer[Image]):
    """A picture with where it was seen: the first hundred places, and how many there are in all."""

    reason_sentence = serializers.SerializerMethodField()
    role_sentence = serializers.SerializerMethodField()
    sightings = SightingOutput(many=True, source="first_sightings")
    sightings_count = serializers.IntegerField(help_text="Places in all, of which at most 100 are listed.")

    class Meta:
        model = Image
        fields = [
            "id", "url", "status", "reason", "reason_sentence", "http_status", "sha256", "width", "height", "format",
            "bytes", "color", "role", "role_rule", "role_sentence", "variant_of", "sightings",
            "sightings_count",
        ]  # fmt: skip
        read_only_fields = fields

    def get_reason_sentence(self, image: Image) -> str:
        """The reason in words."""
        return IMAGE_REASONS.get(image.reason, image.reason)

    def get_role_sentence(self, image: Image) -> str:
        """The rule that decided the role, in words."""
        return ROLE_RULES.get(image.role_rule, image.role_rule)


class PageOutput(serializers.ModelSerializer[Page]):
    """A page of the frontier, with what is known of its text once it was read."""

    reason_sentence = serializers.SerializerMethodField()
    language = serializers.CharField(source="content.language", default="", help_text="Two or three letters, or empty.")
    word_count = serializers.IntegerField(source="content.word_count", default=0)
    description = serializers.CharField(source="content.description", default="")
    text_sha256 = serializers.CharField(source="content.sha256", default="", help_text="Of the main text.")

    class Meta:
        model = Page
        fields = [
            "id", "url", "depth", "status", "reason", "reason_sentence", "http_status", "title", "language", "word_count",
            "description", "text_sha256",
        ]  # fmt: skip
        read_only_fields = fields

    def get_reason_sentence(self, page: Page) -> str:
        """The reason in words."""
        return PAGE_REASONS.get(page.reason, page.reason)


class PageWithText(PageOutput):
    """A page with its main text."""

    text = serializers.CharField(
        source="content.text", default="", help_text="One block a line; the first 20,000 signs."
    )

    class Meta(PageOutput.Meta):
        fields = [*PageOutput.Meta.fields, "text"]
        read_only_fields = fields


class ImageFilters(StrictSerializer):
    """Which pictures."""

    status = serializers.ChoiceField(choices=ImageStatus.choices, required=False)
    reason = serializers.ChoiceField(choices=[code for code in IMAGE_REASONS if code], required=False)
    route = serializers.CharField(max_length=24, required=False, help_text="img-src, img-srcset, source-srcset, …")
    format = serializers.CharField(max_length=8, required=False, help_text="JPEG, PNG, WEBP, …")
    role = serializers.ChoiceField(choices=[str(role) for role in Role], required=False)


class PageFilters(StrictSerializer):
    """Which pages."""

    status = serializers.ChoiceField(choices=PageStatus.choices, required=False)
    reason = serializers.ChoiceField(choices=[code for code in PAGE_REASONS if code], required=False)


SUMMARY_OF_ROW = (
    "id", "url", "host", "status", "reason", "reason_sentence", "created_at", "started_at", "finished_at", "eta_seconds",
)  # fmt: skip


def crawl_summary(crawl: Crawl, counts: dict[str, int]) -> dict[str, Any]:
    """A row of the list for `CrawlSummary`."""
    return {**{name: getattr(crawl, name) for name in SUMMARY_OF_ROW}, "counts": counts}

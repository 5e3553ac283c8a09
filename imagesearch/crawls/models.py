"""The tables: a crawl, its pages (the durable frontier) and what they say, its pictures, where they were seen, and the embedding cache.

A foreign key has no index of its own where another index begins with it: each index of these tables is written for every picture
and page that is found, and again with each of their states.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from imagesearch.core.ids import crawl_id_new
from imagesearch.crawls.states import CrawlStatus, ImageStatus, PageStatus, RobotsRule


class Crawl(models.Model):
    """One crawl of one site; everything found belongs to it."""

    id = models.CharField(primary_key=True, max_length=16, default=crawl_id_new, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="crawls")
    url = models.TextField(help_text="Canonical address of the start page.")
    host = models.CharField(
        max_length=255, help_text="Host name, with port unless it is the usual one; of a list what it is called."
    )
    options = models.JSONField(default=dict, help_text="What `crawls.options.CrawlOptions` holds.")
    listing = models.JSONField(default=dict, blank=True, help_text="How a list was read; empty for a site.")
    status = models.CharField(max_length=24, choices=CrawlStatus, default=CrawlStatus.QUEUED)
    reason = models.CharField(max_length=32, default="waiting", help_text="Code of `states.CRAWL_REASONS`.")
    reason_sentence = models.TextField(blank=True, default="")
    seq = models.PositiveBigIntegerField(default=0, help_text="Number of the last event; only ever rises.")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    fetch_ended_reason = models.CharField(
        max_length=32, blank=True, default="", help_text="Why fetching ended; empty while pages may still be claimed."
    )
    eta_seconds = models.FloatField(null=True, blank=True, help_text="Expected time to the end, by the watcher.")
    lease_holder = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    pages_taken = models.PositiveIntegerField(default=0, help_text="Visits made or under way, against the page limit.")
    crashes = models.PositiveSmallIntegerField(default=0, help_text="Abnormal ends of the crawl process in a row.")
    index_version = models.PositiveBigIntegerField(
        default=0, help_text="Rises whenever the collection has changed; only ever rises."
    )
    card_key = models.CharField(max_length=64, blank=True, default="", help_text="Model card of the collection.")
    bytes_received = models.PositiveBigIntegerField(default=0, help_text="Bodies of answers, as they came.")
    cache_hits = models.PositiveIntegerField(default=0, help_text="Answers used again without asking.")
    cache_revalidated = models.PositiveIntegerField(default=0, help_text="Answers that still held, said the server.")
    cache_misses = models.PositiveIntegerField(default=0, help_text="Answers fetched in full.")
    cache_bytes_saved = models.PositiveBigIntegerField(default=0, help_text="Bytes that were not sent again.")

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["status", "lease_until"]), models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.host} ({self.id})"


class CrawlHost(models.Model):
    """What one crawl knows of one host: its rules, the pace it is asked at, and how it answers."""

    crawl = models.ForeignKey(Crawl, on_delete=models.CASCADE, related_name="hosts", db_index=False)
    host = models.CharField(max_length=255, help_text="Host name, with port unless it is the usual one.")
    rule = models.CharField(max_length=12, choices=RobotsRule, blank=True, default=RobotsRule.UNKNOWN)
    robots_status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="HTTP status of robots.txt.")
    crawl_delay_seconds = models.FloatField(null=True, blank=True, help_text="What robots.txt asks for.")
    delay_seconds = models.FloatField(default=0, help_text="Between two requests, as it is now.")
    requests = models.PositiveIntegerField(default=0, help_text="All that were sent.")
    forbidden = models.PositiveIntegerField(default=0, help_text="Answers 401 and 403.")
    throttled = models.PositiveIntegerField(default=0, help_text="Answers 429.")
    busy = models.PositiveIntegerField(default=0, help_text="Answers 503.")
    left_out = models.PositiveIntegerField(default=0, help_text="Not sent, because robots.txt does not allow it.")
    held_until = models.DateTimeField(null=True, blank=True, help_text="It asked for a pause until then.")
    refusal = models.CharField(max_length=24, blank=True, default="", help_text="Why it is asked no more.")
    is_pace_shared = models.BooleanField(default=True, help_text="In step with other crawls; not without Redis.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["crawl", "host"], name="host_once_per_crawl")]

    def __str__(self) -> str:
        return self.host


class Claimable(models.Model):
    """A row that a crawl process takes in hand for a while; the claim lapses with its time or its holder."""

    claimed_by = models.CharField(max_length=80, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class Page(Claimable):
    """A page of the frontier."""

    crawl = models.ForeignKey(Crawl, on_delete=models.CASCADE, related_name="pages", db_index=False)
    url = models.TextField()
    url_key = models.BinaryField(max_length=16, help_text="`core.urls.url_key` of the address: 16 bytes.")
    depth = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=8, choices=PageStatus, default=PageStatus.QUEUED)
    reason = models.CharField(max_length=24, blank=True, default="")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.TextField(blank=True, default="")
    body_bytes = models.PositiveIntegerField(default=0)
    elapsed_ms = models.PositiveIntegerField(default=0)
    found_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    told_images = models.TextField(
        blank=True, default="", help_text="Pictures that a sitemap names for it, an address a line."
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["crawl", "url_key"], name="page_once_per_crawl")]
        indexes = [models.Index(fields=["crawl", "status", "depth", "id"])]

    def __str__(self) -> str:
        return self.url


class PageText(models.Model):
    """What a page says; beside the page, so that the rows of the frontier stay small."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="content")
    text = models.TextField(blank=True, default="", help_text="Main text, one block a line, cut to a length.")
    sha256 = models.CharField(max_length=64, help_text="Of the main text before it was cut.")
    word_count = models.PositiveIntegerField(default=0, help_text="Words of the main text before it was cut.")
    language = models.CharField(max_length=3, blank=True, default="", help_text="Declared or guessed: en, de, …")
    description = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"text of page {self.page_id}"


class Image(Claimable):
    """A picture address of a crawl, with its way to the index; equal content shares one point."""

    crawl = models.ForeignKey(Crawl, on_delete=models.CASCADE, related_name="images", db_index=False)
    url = models.TextField()
    url_key = models.BinaryField(max_length=16)
    status = models.CharField(max_length=8, choices=ImageStatus, default=ImageStatus.FOUND)
    reason = models.CharField(max_length=24, blank=True, default="")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    format = models.CharField(max_length=8, blank=True, default="", help_text="What the bytes are: JPEG, PNG, …")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    bytes = models.PositiveIntegerField(default=0)
    color = models.CharField(max_length=7, blank=True, default="", help_text="Dominant colour, #rrggbb.")
    found_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(
        null=True, blank=True, help_text="When a task for its next step was last sent."
    )
    indexed_at = models.DateTimeField(null=True, blank=True)
    is_words_stale = models.BooleanField(default=False, help_text="Seen with new words since it was embedded.")
    role = models.CharField(max_length=10, default="content", help_text="content, icon, logo, decoration or tracking.")
    role_rule = models.CharField(max_length=20, default="nothing_else", help_text="Code of `core.roles.ROLE_RULES`.")
    variant_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="variants", db_index=False,
        help_text="The picture that stands for it: another size or format of the same.",
    )  # fmt: skip
    variant_rank = models.PositiveSmallIntegerField(
        default=0, help_text="The lowest is tried first should that one fail."
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["crawl", "url_key"], name="image_once_per_crawl")]
        indexes = [
            models.Index(fields=["crawl", "status", "id"]),
            models.Index(fields=["crawl", "indexed_at"]),
            models.Index(fields=["variant_of"], condition=models.Q(variant_of__isnull=False), name="image_variants"),
            models.Index(fields=["sha256", "crawl"]),
        ]

    def __str__(self) -> str:
        return self.url


class Sighting(models.Model):
    """One place where a picture was seen: a page, the route that led to it, and the words around it."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="sightings", db_index=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sightings")
    route = models.CharField(max_length=24, help_text="img-src, img-srcset, source-srcset, data-src, …")
    alt = models.TextField(blank=True, default="")
    title = models.TextField(blank=True, default="")
    caption = models.TextField(blank=True, default="")
    context = models.TextField(blank=True, default="")
    has_alt = models.BooleanField(default=False, help_text="The element has an alt attribute, be it empty.")
    role = models.CharField(max_length=10, default="content", help_text="What this place makes of the picture.")
    role_rule = models.CharField(max_length=20, default="nothing_else", help_text="Code of `core.roles.ROLE_RULES`.")
    position = models.PositiveIntegerField(default=0, help_text="Order on the page.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["image", "page", "route"], name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.route} of image {self.image_id} on page {self.page_id}"


class Embedding(models.Model):
    """A vector, kept so that the same content is never computed twice: dropped when nothing has used it for long."""

    model_key = models.CharField(max_length=64, help_text="Card key: model, weights and preprocessing.")
    content_key = models.CharField(max_length=64, help_text="SHA-256 of the picture's bytes or of the words.")
    vector = models.BinaryField(help_text="Little-endian float16, unit length.")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model_key", "content_key"], name="embedding_once")]
        indexes = [models.Index(fields=["used_at"])]

    def __str__(self) -> str:
        return f"{self.model_key}:{self.content_key[:12]}"

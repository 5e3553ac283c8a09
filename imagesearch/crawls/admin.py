"""Crawls, pages and pictures for operators: to look at, and to act on through the services."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from imagesearch.core.errors import Rejected
from imagesearch.core.roles import ROLE_RULES
from imagesearch.crawls.models import Crawl, CrawlHost, Image, Page, Sighting
from imagesearch.crawls.selectors.counts import crawl_counts, crawl_problems
from imagesearch.crawls.selectors.images import thumbnail_path
from imagesearch.crawls.selectors.lists import crawls_counts
from imagesearch.crawls.services.lifecycle import (
    crawl_cancel,
    crawl_delete,
    crawl_pause,
    crawl_resume,
    crawl_retry_failed,
)
from imagesearch.crawls.states import IMAGE_REASONS, PAGE_REASONS
from imagesearch.events.models import Counts

NO_COUNTS = Counts()
SIGHTING_SHOWN = ("page", "route", "role", "role_rule", "alt", "title", "caption", "context")

admin.site.site_header = admin.site.site_title = "imagesearch"
admin.site.index_title = "Operations"


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Rows that only services write: to be looked at."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, *_: Any, **__: Any) -> bool:
        """Rows come from crawls."""
        return False

    def has_change_permission(self, *_: Any, **__: Any) -> bool:
        """Only services change them."""
        return False

    def has_delete_permission(self, *_: Any, **__: Any) -> bool:
        """They go with their crawl."""
        return False


class CountedChangeList(ChangeList):
    """A page of crawls with the counts of all of them, read at once."""

    counts: dict[str, Counts]

    def get_results(self, request: HttpRequest) -> None:
        """Two more queries for the whole page."""
        super().get_results(request)
        self.counts = crawls_counts(list(self.result_list))
        for crawl in self.result_list:
            crawl.shown_counts = self.counts[crawl.id]


@admin.register(Crawl)
class CrawlAdmin(ReadOnlyAdmin):
    """Crawls with live counts and what an operator can do to them."""

    list_display = ["host", "state", "pages", "found", "searchable", "failed", "left_out", "created_at", "live"]
    list_filter = ["status", "owner", "created_at"]
    search_fields = ["id", "host", "url"]
    actions = ["pause", "resume", "cancel", "retry_failed", "delete_with_services"]
    fieldsets = [
        (None, {"fields": ["id", "url", "owner", "live"]}),
        (
            "State",
            {"fields": ["state", "reason_sentence", "fetch_ended_reason", "created_at", "started_at", "finished_at"]},
        ),
        ("Progress", {"fields": ["counts_shown", "problems_shown"]}),
        ("Options", {"fields": ["options", "exception"]}),
        ("Worker", {"fields": ["lease_holder", "lease_until", "crashes", "seq", "card_key"], "classes": ["collapse"]}),
    ]

    def get_changelist(self, *_: Any, **__: Any) -> type[ChangeList]:
        """The page of crawls that also knows their counts."""
        return CountedChangeList

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Actions need it; the form itself stays read-only."""
        return bool(super(ReadOnlyAdmin, self).has_change_permission(request, obj))

    def get_readonly_fields(self, *_: Any, **__: Any) -> list[str]:
        """Every field: only services change a crawl."""
        return [name for _, section in self.fieldsets or [] for name in section["fields"]]  # type: ignore[misc]

    @admin.display(description="state", ordering="status")
    def state(self, crawl: Crawl) -> str:
        """Status and reason code."""
        return f"{crawl.get_status_display()} · {crawl.reason}"

    @admin.display
    def pages(self, crawl: Crawl) -> str:
        """Read of found."""
        counts = _counts(crawl)
        return f"{counts.pages_done}/{counts.pages_found}"

    @admin.display(description="pictures")
    def found(self, crawl: Crawl) -> int:
        """All pictures."""
        return _counts(crawl).images_found

    @admin.display
    def searchable(self, crawl: Crawl) -> int:
        """In the index."""
        return _counts(crawl).images_indexed

    @admin.display
    def failed(self, crawl: Crawl) -> int:
        """Pictures that failed."""
        return _counts(crawl).images_failed

    @admin.display(description="left out")
    def left_out(self, crawl: Crawl) -> int:
        """Pictures that were skipped."""
        return _counts(crawl).images_skipped

    @admin.display(description="live page")
    def live(self, crawl: Crawl) -> SafeString:
        """The owner's own view, with its pages and pictures here."""
        pages, images, hosts = (
            f"{reverse(f'admin:crawls_{name}_changelist')}?crawl__id__exact={crawl.pk}"
            for name in ("page", "image", "crawlhost")
        )
        return format_html(
            '<a href="{}">live</a> · <a href="{}">pages</a> · <a href="{}">pictures</a> · <a href="{}">hosts</a>',
            reverse("crawl", args=[crawl.pk]), pages, images, hosts,
        )  # fmt: skip

    @admin.display(description="counts")
    def counts_shown(self, crawl: Crawl) -> SafeString:
        """All counts as they are now."""
        rows = crawl_counts(crawl.id).model_dump().items()
        return format_html_join("", "{}: {}<br>", ((name.replace("_", " "), number) for name, number in rows))

    @admin.display(description="problems")
    def problems_shown(self, crawl: Crawl) -> SafeString:
        """Every reason, most frequent first; addresses of sites are hostile and only ever text."""
        rows = ((p.count, p.kind, p.status, p.sentence, p.example_url) for p in crawl_problems(crawl.id))
        return format_html_join("", "{} {} {}: {} ({})<br>", rows) or format_html("none")

    @admin.display(description="may visit, though not public")
    def exception(self, crawl: Crawl) -> str:
        """The one host and port that the guard lets this crawl reach beyond the public net."""
        return str(crawl.options.get("allowed_host", "")) or "nothing"

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, crawls: QuerySet[Crawl]) -> None:
        """See the service."""
        self._act(request, crawls, crawl_pause, "paused")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, crawls: QuerySet[Crawl]) -> None:
        """See the service."""
        self._act(request, crawls, crawl_resume, "resumed")

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, crawls: QuerySet[Crawl]) -> None:
        """See the service."""
        self._act(request, crawls, crawl_cancel, "cancelled")

    @admin.action(description="Try failed again", permissions=["change"])
    def retry_failed(self, request: HttpRequest, crawls: QuerySet[Crawl]) -> None:
        """See the service."""
        self._act(request, crawls, crawl_retry_failed, "tried again")

    @admin.action(description="Delete with everything found", permissions=["change"])
    def delete_with_services(self, request: HttpRequest, crawls: QuerySet[Crawl]) -> None:
        """Django's own deletion would leave the collection behind."""
        self._act(request, crawls, crawl_delete, "deleted")

    def _act(
        self, request: HttpRequest, crawls: QuerySet[Crawl], service: Callable[[Crawl], object], done: str
    ) -> None:
        for crawl in crawls:
            name = str(crawl)
            try:
                self.log_change(request, crawl, done)
                service(crawl)
            except Rejected as error:
                self.message_user(request, f"{name}: {error.sentence}", messages.WARNING)
            else:
                self.message_user(request, f"{name}: {done}.", messages.SUCCESS)


@admin.register(CrawlHost)
class CrawlHostAdmin(ReadOnlyAdmin):
    """Hosts: which rules hold, how fast they are asked, who pushes back."""

    list_display = [
        "host", "crawl", "rule", "delay_seconds", "requests", "forbidden", "throttled", "busy", "left_out", "held_until",
        "refusal", "is_pace_shared",
    ]  # fmt: skip
    list_filter = ["rule", "refusal", "is_pace_shared"]
    list_select_related = ["crawl"]
    search_fields = ["host", "crawl__id"]


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    """The frontier."""

    list_display = ["url", "crawl", "depth", "status", "reason_shown", "http_status", "finished_at"]
    list_filter = ["status", "reason", "depth"]
    list_select_related = ["crawl"]
    search_fields = ["url", "crawl__id"]
    exclude = ["url_key"]

    @admin.display(description="reason", ordering="reason")
    def reason_shown(self, page: Page) -> str:
        """The reason in words."""
        return PAGE_REASONS.get(page.reason, page.reason)


class SightingInline(admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """Where a picture was seen."""

    model = Sighting
    fields = SIGHTING_SHOWN
    readonly_fields = SIGHTING_SHOWN
    extra = 0
    max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sighting]:
        """With the pages' addresses."""
        return super().get_queryset(request).select_related("page")


@admin.register(Image)
class ImageAdmin(ReadOnlyAdmin):
    """Pictures with their way to the index."""

    list_display = ["thumbnail", "url", "crawl", "status", "reason_shown", "role", "format", "size", "bytes"]
    list_filter = ["status", "reason", "role", "format"]
    list_select_related = ["crawl"]
    search_fields = ["url", "sha256", "crawl__id"]
    fields = [
        "thumbnail", "url", "crawl", "status", "reason_shown", "role", "role_shown", "variant_of", "http_status", "format", "size", "bytes", "color", "sha256",
        "found_at", "fetched_at", "dispatched_at", "indexed_at", "attempts", "claimed_by", "claimed_until",
    ]  # fmt: skip
    inlines = [SightingInline]

    @admin.display(description="")
    def thumbnail(self, image: Image) -> SafeString | str:
        """Our own JPEG; shown only to the owner of the crawl, as everywhere."""
        if not image.sha256:
            return ""
        return format_html('<img src="{}" width="64" height="64" alt="" loading="lazy">', thumbnail_path(image.pk))

    @admin.display(description="reason", ordering="reason")
    def reason_shown(self, image: Image) -> str:
        """The reason in words."""
        return IMAGE_REASONS.get(image.reason, image.reason)

    @admin.display(description="why that role")
    def role_shown(self, image: Image) -> str:
        """The rule in words."""
        return ROLE_RULES.get(image.role_rule, image.role_rule)

    @admin.display(description="size")
    def size(self, image: Image) -> str:
        """Width and height in pixels."""
        return f"{image.width} × {image.height}" if image.width else ""


def _counts(crawl: Crawl) -> Counts:
    return getattr(crawl, "shown_counts", NO_COUNTS)

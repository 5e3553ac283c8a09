"""The pages: read a form or an address, call a service or selector, render."""

import io
from typing import Any, BinaryIO

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from frontend.actions import ACTIONS
from frontend.filters import search_sorts
from frontend.forms import CrawlForm
from imagesearch.accounts.askers import asker
from imagesearch.accounts.limits import CRAWLS, person_count
from imagesearch.accounts.models import User
from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.core.errors import NotFound, Rejected, TooMany
from imagesearch.crawls.links import crawl_links
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.options import CrawlOptions
from imagesearch.crawls.selectors.counts import crawl_counts
from imagesearch.crawls.selectors.crawls import crawl_for, crawls_of
from imagesearch.crawls.selectors.images import image_for
from imagesearch.crawls.selectors.lists import crawls_counts
from imagesearch.crawls.services.lifecycle import crawl_delete, crawl_start
from imagesearch.crawls.services.sources import crawl_start_list, list_size_check
from imagesearch.crawls.states import CRAWL_ACTIVE, CrawlStatus
from imagesearch.lists.formats import rows_read
from imagesearch.live.snapshots import snapshot_message

CRAWLS_PER_PAGE = 20
PLACES_MAX = 99
"""Other crawls that one search page offers to look into as well."""
PHASES = {
    "images_found": "Pictures found",
    "images_fetched": "Fetched",
    "images_embedded": "Understood",
    "images_indexed": "Searchable",
}
THUMBNAIL_CACHE_SECONDS = 30 * 24 * 3600


class PageView(LoginRequiredMixin, View):
    """Base of all pages: somebody is logged in, and what is not theirs is not found."""

    request: HttpRequest

    @property
    def person(self) -> User:
        """The one who is logged in."""
        return asker(self.request)

    def crawl_or_404(self, crawl_id: str) -> Crawl:
        """One of the person's crawls."""
        try:
            return crawl_for(self.person, crawl_id)
        except NotFound as error:
            raise Http404(error.sentence) from error


class HomeView(PageView):
    """The start form and the person's crawls; htmx asks for the list alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = self.list_context(request.GET.get("before", ""))
        if getattr(request, "htmx", False):
            return render(request, "frontend/parts/crawl_list.html", context)
        return render(request, "frontend/home.html", {**context, "form": CrawlForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Start a crawl, or show what is wrong with nothing typed lost."""
        typed = request.POST.copy()
        typed["url"] = typed.get("suggestion") or typed.get("url", "")
        form = CrawlForm(typed, request.FILES)
        status, crawl, suggestion = 400, None, ""
        try:
            crawl, suggestion = self.started(form)
        except TooMany as error:
            form.add_error("url", error.sentence)
            status = 429
        if crawl is not None:
            return redirect("crawl", crawl_id=crawl.id)
        context = {**self.list_context(""), "form": form, "suggestion": suggestion}
        return render(request, "frontend/home.html", context, status=status)

    def started(self, form: CrawlForm) -> tuple[Crawl | None, str]:
        """The crawl, or None with errors in the form and, where one is likely, the address that was meant."""
        options = form.options() if form.is_valid() else None
        if options is None:
            return None, ""
        person_count(CRAWLS, self.person)
        if (opened := form.list_opened()) is not None:
            return self.started_list(form, options, *opened), ""
        typed = form.cleaned_data["url"].strip()
        try:
            return crawl_start(owner=self.person, url=typed, options=options), ""
        except Rejected as error:
            form.add_error("url", error.sentence)
            return None, f"https://{typed}" if error.reason_code == "url_no_scheme" else ""

    def started_list(self, form: CrawlForm, options: CrawlOptions, file: BinaryIO, name: str) -> Crawl | None:
        """The crawl of a list, or None with the error in the form."""
        try:
            list_size_check(file.seek(0, io.SEEK_END))
            return crawl_start_list(owner=self.person, rows=rows_read(file, name), options=options, name=name)
        except Rejected as error:
            form.add_error("list_file" if name else "list_text", error.sentence)
            return None

    def list_context(self, before: str) -> dict[str, Any]:
        """A page of the list; `before` is the id of the crawl that ended the page in front."""
        crawls = crawls_of(self.person)
        anchor = crawls.filter(pk=before).first()
        if anchor is not None:
            crawls = crawls.filter(created_at__lt=anchor.created_at)
        page = list(crawls[: CRAWLS_PER_PAGE + 1])
        shown = page[:CRAWLS_PER_PAGE]
        counts = crawls_counts(shown)
        rows = [
            {"crawl": crawl, "now": timezone.now(), **_row(crawl, counts[crawl.id].model_dump())} for crawl in shown
        ]
        older = shown[-1].id if len(page) > CRAWLS_PER_PAGE else ""
        return {"rows": rows, "older": older, "has_active": any(row["is_active"] for row in rows)}


class CrawlView(PageView):
    """One crawl, live."""

    def get(self, request: HttpRequest, crawl_id: str) -> HttpResponse:
        crawl = self.crawl_or_404(crawl_id)
        message = snapshot_message(crawl)
        counts = message["crawl"]["counts"]
        links = crawl_links(crawl.id)
        context = {
            "crawl": crawl,
            "message": message,
            "counts": counts,
            "problems": message["crawl"]["problems"],
            "hosts": message["crawl"]["hosts"],
            "cache": message["crawl"]["cache"],
            "allowed_host": crawl.options.get("allowed_host", ""),
            "links": {**links, "search_page": reverse("search_page", args=[crawl.id]),
                      "pictures_page": reverse("pictures_page", args=[crawl.id]), "title": f"{crawl.host} · imagesearch"},
            "chat": _chat_links(crawl),
            "statuses": dict(CrawlStatus.choices),
            "phases": [{"name": name, "label": label, "count": counts[name]} for name, label in PHASES.items()],
            "actions": [
                {"name": action.name, "label": action.label, "when": action.when, "needs": action.needs,
                 "is_hidden": not action.fits(crawl.status, counts), "api": f"{links['self']}{action.name}/"}
                for action in ACTIONS.values()
            ],
        }  # fmt: skip
        return render(request, "frontend/crawl.html", context)


class CrawlActView(PageView):
    """A button of the live page, for browsers without scripts; the page's script calls the API."""

    def get(self, request: HttpRequest, crawl_id: str, action: str) -> HttpResponseRedirect:  # noqa: ARG002
        """The address of a button, gone back to after a login; whatever else is asked for below a crawl comes here too."""
        _action_check(action)
        return redirect("crawl", crawl_id=self.crawl_or_404(crawl_id).id)

    def post(self, request: HttpRequest, crawl_id: str, action: str) -> HttpResponseRedirect:
        _action_check(action)
        crawl = self.crawl_or_404(crawl_id)
        try:
            ACTIONS[action].act(crawl)
        except Rejected as error:
            messages.error(request, error.sentence)
        return redirect("crawl", crawl_id=crawl.id)


def _action_check(action: str) -> None:
    if action not in ACTIONS:
        raise Http404(f"There is no action {action!r}.")


class CrawlDeleteView(PageView):
    """Asks once, with the numbers, then deletes."""

    def get(self, request: HttpRequest, crawl_id: str) -> HttpResponse:
        crawl = self.crawl_or_404(crawl_id)
        return render(request, "frontend/crawl_delete.html", {"crawl": crawl, "counts": crawl_counts(crawl.id)})

    def post(self, request: HttpRequest, crawl_id: str) -> HttpResponseRedirect:
        crawl = self.crawl_or_404(crawl_id)
        crawl_delete(crawl)
        messages.success(request, f"The crawl of {crawl.host} was deleted.")
        return redirect("home")


class SearchView(PageView):
    """The search of one crawl; its state lives in the address, its results come from the API."""

    def get(self, request: HttpRequest, crawl_id: str) -> HttpResponse:
        crawl = self.crawl_or_404(crawl_id)
        links = {"search": reverse("search"), "crawl": crawl.id, "thumbnail": reverse("thumbnail", args=[0])}
        context = {
            "crawl": crawl,
            "links": links,
            "chat": _chat_links(crawl),
            "sorts": search_sorts(),
            "other_crawls": crawls_of(self.person).exclude(pk=crawl.pk).exclude(card_key="")[:PLACES_MAX],
            "is_active": crawl.status in CRAWL_ACTIVE,
        }
        return render(request, "frontend/search.html", context)


class ThumbnailView(PageView):
    """A stored thumbnail: always a JPEG that we encoded ourselves, so nothing of the site's bytes gets through."""

    def get(self, _: HttpRequest, image_id: int) -> HttpResponse:
        try:
            image = image_for(self.person, image_id)
            body = blob_store().get(BlobKind.THUMBNAIL, image.sha256) if image.sha256 else b""
        except NotFound as error:
            raise Http404(error.sentence) from error
        if not body:
            raise Http404("This picture has no thumbnail yet.")
        cache = f"private, max-age={THUMBNAIL_CACHE_SECONDS}, immutable"
        return HttpResponse(body, content_type="image/jpeg", headers={"Cache-Control": cache})


def _chat_links(crawl: Crawl) -> dict[str, Any]:
    return {"url": reverse("chat"), "crawls": [crawl.id]}


def _row(crawl: Crawl, counts: dict[str, int]) -> dict[str, Any]:
    usable = counts["images_found"] - counts["images_failed"] - counts["images_skipped"]
    return {
        "images_indexed": counts["images_indexed"],
        "pages_done": counts["pages_done"],
        "is_active": crawl.status in CRAWL_ACTIVE,
        "percent": round(100 * counts["images_indexed"] / usable) if usable else 0,
    }

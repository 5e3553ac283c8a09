"""The page of a crawl's pictures: every one of them, by the reason why it is left out, or by what it is for."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from frontend.views import PageView
from imagesearch.core.roles import ROLE_RULES, Role
from imagesearch.crawls.models import Crawl, Image, Sighting
from imagesearch.crawls.selectors.counts import crawl_problems, images_roles
from imagesearch.crawls.selectors.images import images_of, images_places, page_address
from imagesearch.crawls.states import IMAGE_REASONS, ImageStatus

PICTURES_PER_PAGE: Final = 60
FILTERS: Final = {
    "reason": frozenset(IMAGE_REASONS) - {""},
    "status": frozenset(ImageStatus.values),
    "role": frozenset(map(str, Role)),
}


class PicturesView(PageView):
    """In the order they were found, a page at a time."""

    def get(self, request: HttpRequest, crawl_id: str) -> HttpResponse:
        crawl = self.crawl_or_404(crawl_id)
        given = {name: str(request.GET.get(name, "")) for name in FILTERS}
        chosen = {name: value for name, value in given.items() if value in FILTERS[name]}
        after = request.GET.get("after", "")
        images = images_of(crawl, **chosen).prefetch_related(None)  # a logo is seen on every page
        if after.isascii() and after.isdigit():
            images = images.filter(id__gt=int(after[:18]))
        page = list(images.select_related("variant_of")[: PICTURES_PER_PAGE + 1])
        shown = page[:PICTURES_PER_PAGE]
        more = urlencode([*chosen.items(), ("after", shown[-1].pk)]) if len(page) > PICTURES_PER_PAGE else ""
        context = {
            "crawl": crawl, "rows": _rows(shown), "more": more, "chosen": chosen,
            "sentence": IMAGE_REASONS.get(chosen.get("reason", ""), ""), **_choices(crawl),
        }  # fmt: skip
        return render(request, "frontend/pictures.html", context)


def _choices(crawl: Crawl) -> dict[str, Any]:
    """What the page can be narrowed to, with how many pictures each choice has."""
    reasons = [problem for problem in crawl_problems(crawl.id) if problem.kind == "image"]
    return {"reasons": reasons, "roles": images_roles(crawl.id)}


def _rows(images: list[Image]) -> list[dict[str, Any]]:
    places = images_places([image.pk for image in images])
    return [_row(image, *places.get(image.pk, (0, None))) for image in images]


def _row(image: Image, places: int, first: Sighting | None) -> dict[str, Any]:
    return {
        "image": image,
        "thumbnail_id": next((shown.pk for shown in (image, image.variant_of) if shown and shown.sha256), None),
        "alt": first.alt if first else "",
        "reason": IMAGE_REASONS.get(image.reason, image.reason),
        "rule": ROLE_RULES.get(image.role_rule, image.role_rule),
        "page_url": page_address(first.page.url) if first else "",
        "places": places,
    }

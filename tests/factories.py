"""Rows for tests, made with as little as a test wants to say."""

import hashlib
from typing import Any

from imagesearch.accounts.models import User
from imagesearch.core.urls import url_key
from imagesearch.crawls.models import Crawl, Image, Page, Sighting
from imagesearch.crawls.options import CrawlOptions
from imagesearch.crawls.states import ImageStatus


def user_make(name: str = "ada") -> User:
    return User.objects.get_or_create(username=name)[0]


def crawl_make(**fields: Any) -> Crawl:
    owner = fields.pop("owner", None) or user_make()
    options = CrawlOptions().model_dump(mode="json")
    return Crawl.objects.create(
        **{"owner": owner, "url": "http://site.test/", "host": "site.test", "options": options} | fields
    )


def page_make(crawl: Crawl, path: str = "/", **fields: Any) -> Page:
    url = f"http://{crawl.host}{path}"
    return Page.objects.create(crawl=crawl, url=url, url_key=url_key(url), **fields)


def image_make(crawl: Crawl, name: str = "a.jpg", **fields: Any) -> Image:
    url = f"http://{crawl.host}/{name}"
    if fields.get("status", ImageStatus.FOUND) not in {ImageStatus.FOUND, ImageStatus.FAILED, ImageStatus.SKIPPED}:
        fields = {
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "width": 64,
            "height": 64,
            "format": "JPEG",
        } | fields
    return Image.objects.create(crawl=crawl, url=url, url_key=url_key(url), **fields)


def sighting_make(image: Image, page: Page, **fields: Any) -> Sighting:
    return Sighting.objects.create(**{"image": image, "page": page, "route": "img-src"} | fields)

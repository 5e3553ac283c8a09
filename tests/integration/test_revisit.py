"""A second crawl of a site: what has not changed is neither sent, nor decoded, nor embedded again."""

import email.utils
import hashlib
import time
from pathlib import Path

import pytest
from django.test import override_settings

from crawler.exits import Exit
from imagesearch.crawls.models import Crawl, Embedding, Image, Page, PageText, Sighting
from imagesearch.crawls.services.embedding import EmbedReport, contents_embed
from tests.crawl_process import crawl_of, crawler_run, image_ends, page_ends
from tests.small_site import Answer, Handler, SmallSite, picture_bytes, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

PAGES = 12
FILLING = "Boats lie in the harbour and wait for the tide. " * 60


class Validating:
    """Content that answers conditional requests, and counts what it has sent."""

    def __init__(self, by: str, **headers: str) -> None:
        self.by = by
        self.headers = headers
        self.contents: dict[str, tuple[bytes, str]] = {}
        self.sent_bytes = 0
        self.decisions: list[tuple[str, int]] = []
        self.modified = email.utils.formatdate(time.time() - 86_400, usegmt=True)

    def set(self, site: SmallSite, path: str, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        self.contents[path] = (body, kind)
        site.routes[path] = self

    def __call__(self, handler: Handler) -> Answer:
        body, kind = self.contents[handler.path]
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        headers = {"ETag": etag} if self.by == "etag" else {"Last-Modified": self.modified} if self.by == "date" else {}
        name, value = ("If-None-Match", etag) if self.by == "etag" else ("If-Modified-Since", self.modified)
        is_same = handler.headers.get(name) == value and self.by != "nothing"
        answer = Answer(b"" if is_same else body, 304 if is_same else 200, {**headers, **self.headers}, kind=kind)
        self.sent_bytes += len(answer.body)
        self.decisions.append((handler.path, answer.status))
        return answer


def harbour(site: SmallSite, by: str, **headers: str) -> Validating:
    """Pages with a picture each, a style sheet, and a pixel that is left out."""
    content = Validating(by, **headers)
    links = "".join(f'<a href="/p{n}">p</a>' for n in range(PAGES))
    for number in range(PAGES):
        body = f'<link rel=stylesheet href=/s.css><p>{FILLING}</p><img src="/i{number}.png" alt="boat {number}"><img src=/t.gif>{links}'
        content.set(site, "/" if number == 0 else f"/p{number}", body.encode())
        content.set(site, f"/i{number}.png", picture_bytes(f"boat {number}"), "image/png")
    content.set(site, "/p0", b"<p>the harbour again")
    content.set(site, "/s.css", b"body{background:url(bg.png)}" + b" " * 3000, "text/css")
    content.set(site, "/bg.png", picture_bytes("bg", "blue"), "image/png")
    content.set(site, "/t.gif", b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\0;", "image/gif")
    return content


def crawled(site: SmallSite, state: Path, **options: object) -> Crawl:
    crawl = crawl_of(f"{site.url}/", **options)
    assert crawler_run(crawl, state) == Exit.ENDED
    return crawl


def embed(crawl: Crawl) -> EmbedReport:
    """What an embed worker does for the crawl's pictures."""
    report = EmbedReport()
    contents = Image.objects.filter(crawl=crawl, status="fetched").values_list("sha256", flat=True)
    assert contents_embed(crawl.id, contents, report) == {}
    return report


def found(crawl: Crawl) -> tuple[object, ...]:
    """Everything that a crawl found, without ids and times."""
    pages = Page.objects.filter(crawl=crawl)
    images = Image.objects.filter(crawl=crawl)
    return (
        sorted(pages.values_list("url", "status", "reason", "title", "http_status", "body_bytes")),
        sorted(images.values_list("url", "status", "reason", "sha256", "format", "width", "bytes", "color")),
        sorted(Sighting.objects.filter(page__crawl=crawl).values_list("page__url", "image__url", "route", "alt")),
        sorted(PageText.objects.filter(page__crawl=crawl).values_list("page__url", "sha256")),
    )


@pytest.mark.parametrize("by", ["etag", "date"])
def test_second_crawl_of_an_unchanged_site_costs_next_to_nothing(tmp_path: Path, by: str) -> None:
    with site_serving() as site, override_settings(BLOBS_DIR=tmp_path / "blobs"):
        content = harbour(site, by)
        first = crawled(site, tmp_path)
        first_bytes, content.sent_bytes = content.sent_bytes, 0
        embed(first)
        embedded = sorted(Embedding.objects.values_list("id", flat=True))
        second = crawled(site, tmp_path)
        report = embed(second)
    assert content.sent_bytes <= 0.15 * first_bytes
    assert found(first) == found(second)
    assert image_ends(second)["/t.gif"] == "skipped:tracking_pixel"
    assert (report.images_computed, report.texts_computed) == (0, 0)
    assert sorted(Embedding.objects.values_list("id", flat=True)) == embedded
    assert (first.cache_revalidated, first.cache_hits) == (0, 0)
    assert first.cache_misses >= 2 * PAGES
    assert second.cache_revalidated == first.cache_misses
    assert second.cache_bytes_saved == first_bytes - content.sent_bytes
    assert second.bytes_received < 0.15 * first.bytes_received


def test_second_crawl_notices_what_has_changed(tmp_path: Path) -> None:
    with site_serving() as site:
        content = harbour(site, "etag")
        crawled(site, tmp_path)
        content.set(site, "/p3", b'<p>Sold!<img src="/i3.png"><img src="/new.png">')
        content.set(site, "/i4.png", picture_bytes("another boat"), "image/png")
        content.set(site, "/new.png", picture_bytes("a new boat"), "image/png")
        second = crawled(site, tmp_path)
    assert image_ends(second)["/new.png"] == "fetched"
    assert Image.objects.filter(url__endswith="/i4.png").values("sha256").distinct().count() == 2
    assert PageText.objects.get(page__crawl=second, page__url__endswith="/p3").text == "Sold!"
    assert second.cache_misses == 3


def test_answer_within_its_time_is_not_asked_for(tmp_path: Path) -> None:
    with site_serving() as site:
        content = harbour(site, "etag", **{"Cache-Control": "max-age=3600"})
        first = crawled(site, tmp_path)
        content.decisions.clear()
        second = crawled(site, tmp_path)
    assert content.decisions == []
    assert found(first) == found(second)
    assert second.cache_hits == first.cache_misses


@pytest.mark.parametrize("control", ["no-store", "private, max-age=3600"])
def test_answer_that_must_not_be_kept_is_fetched_again(tmp_path: Path, control: str) -> None:
    with site_serving() as site:
        content = harbour(site, "etag", **{"Cache-Control": control})
        crawled(site, tmp_path)
        first_bytes, content.sent_bytes = content.sent_bytes, 0
        second = crawled(site, tmp_path)
    assert content.sent_bytes == first_bytes
    assert (second.cache_hits, second.cache_revalidated) == (0, 0)
    assert not any(path.is_file() for path in (tmp_path / "answers").rglob("*"))


def test_fresh_crawl_asks_for_everything(tmp_path: Path) -> None:
    with site_serving() as site:
        content = harbour(site, "etag", **{"Cache-Control": "max-age=3600"})
        crawled(site, tmp_path)
        first_bytes, content.sent_bytes = content.sent_bytes, 0
        second = crawled(site, tmp_path, fresh=True)
    assert content.sent_bytes == first_bytes
    assert second.cache_hits == 0


def test_picture_whose_files_are_gone_is_fetched_again(tmp_path: Path) -> None:
    with site_serving() as site:
        content = harbour(site, "etag")
        crawled(site, tmp_path)
        thumbnails = [path for path in (tmp_path / "blobs" / "thumbnails").rglob("*") if path.is_file()]
        for path in thumbnails:
            path.unlink()
        content.decisions.clear()
        second = crawled(site, tmp_path)
    assert ("/i1.png", 200) in content.decisions
    assert ("/t.gif", 304) in content.decisions
    assert image_ends(second)["/i1.png"] == "fetched"
    assert all(path.exists() for path in thumbnails)


def test_site_without_validators_has_its_pages_asked_for_and_its_pictures_reused(tmp_path: Path) -> None:
    with site_serving() as site:
        content = harbour(site, "nothing")
        crawled(site, tmp_path)
        content.decisions.clear()
        second = crawled(site, tmp_path)
    assert {path for path, _ in content.decisions} == {"/", *(f"/p{n}" for n in range(PAGES))}
    assert page_ends(second) == dict.fromkeys(page_ends(second), "done")


def test_validators_of_one_address_are_not_sent_to_another(tmp_path: Path) -> None:
    with site_serving() as site:
        content = harbour(site, "etag")
        site.routes["/moved.png"] = Answer(b"", 302, {"Location": "/i1.png"})
        content.set(site, "/p1", b"<img src=/moved.png>")
        crawled(site, tmp_path)
        content.set(site, "/moved.png", picture_bytes("stays now"), "image/png")
        crawled(site, tmp_path)
        site.routes["/moved.png"] = Answer(b"", 302, {"Location": "/bg.png"})
        third = crawled(site, tmp_path)
    background = Image.objects.get(crawl=third, url__endswith="/bg.png")
    assert Image.objects.get(crawl=third, url__endswith="/moved.png").sha256 == background.sha256

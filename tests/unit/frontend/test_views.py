"""The pages: what they show, to whom, and that nothing typed is lost."""

import re
from pathlib import Path

import pytest
from django.test import Client

from imagesearch import env
from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.crawls.models import Crawl
from tests.factories import crawl_make, image_make, page_make, sighting_make, user_make

pytestmark = pytest.mark.django_db

SITE = "127.0.0.1:8765"
HOSTILE = "\"'></script><img src=x onerror=alert(1)>"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(env, "CRAWL_ALLOWED_HOSTS", (SITE,))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user_make("ada"))
    return client


def test_home_starts_a_crawl_and_leads_to_it(web: Client):
    answer = web.post("/", {"url": f"http://{SITE}/", "limit": "7", "exclude": "*/tag/*\n*/login*\n"})
    crawl = Crawl.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/crawls/{crawl.id}/")
    assert (crawl.options["limit"], crawl.options["exclude"]) == (7, ["*/tag/*", "*/login*"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": ""}, "Paste the address of a website first."),
        ({"url": "example.org/shop"}, "no scheme"),
        ({"url": "http://10.0.0.1/"}, "not public"),
        ({"url": "http://no-such-host.invalid/"}, "no-such-host.invalid"),
        ({"url": f"http://{SITE}/", "limit": "0"}, "Must be at least 1."),
        ({"url": f"http://{SITE}/", "limit": "many"}, "whole number"),
    ],
)
def test_home_bad_input_is_explained_with_nothing_lost(web: Client, typed: dict[str, str], sentence: str):
    answer = web.post("/", {"include": "*/blog/*", **typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert f'value="{typed["url"]}"' in page or not typed["url"]
    assert "*/blog/*" in page
    assert not Crawl.objects.exists()


def test_home_forgotten_scheme_is_offered(web: Client):
    page = web.post("/", {"url": "example.org/shop"}).content.decode()
    assert 'name="suggestion" value="https://example.org/shop"' in page
    web.post("/", {"url": "ignored", "suggestion": f"http://{SITE}/"})
    assert Crawl.objects.get().url == f"http://{SITE}/"


@pytest.mark.parametrize("obey", ["all", "indexing", "nothing"])
def test_home_form_says_which_robots_tags_hold(web: Client, obey: str):
    assert f'<option value="{obey}"' in web.get("/").content.decode()
    web.post("/", {"url": f"http://{SITE}/", "obey": obey})
    assert Crawl.objects.get().options["obey"] == obey


def test_home_lists_only_ones_own(web: Client):
    crawl_make(host="mine.test")
    crawl_make(host="theirs.test", owner=user_make("grace"))
    page = web.get("/").content.decode()
    assert "mine.test" in page
    assert "theirs.test" not in page


def test_home_list_alone_is_a_part_of_the_page(web: Client):
    crawl_make(status="running")
    part = web.get("/", HTTP_HX_REQUEST="true").content.decode()
    assert part.strip().startswith("<ul")
    assert 'hx-trigger="every 2s"' in part


def test_home_list_rests_when_nothing_runs(web: Client):
    crawl_make(status="complete")
    assert "hx-trigger" not in web.get("/").content.decode()


def test_home_older_crawls_are_reached(web: Client):
    crawls = [crawl_make(host=f"site-{number:02}.test") for number in range(23)]
    first = web.get("/").content.decode()
    older = re.search(r'href="\?before=(\w+)"', first)
    assert older is not None
    rest = web.get(f"/?before={older[1]}").content.decode()
    assert all((crawl.host in first) != (crawl.host in rest) for crawl in crawls)


def test_crawl_page_shows_state_and_problems(web: Client):
    crawl = crawl_make(status="running", reason_sentence="Fetching pages and pictures.")
    page_make(crawl, status="failed", reason="timeout")
    page = web.get(f"/crawls/{crawl.id}/").content.decode()
    assert "Fetching pages and pictures." in page
    assert "The server did not answer in time." in page


def test_crawl_page_shows_the_guards_exception(web: Client):
    crawl = crawl_make(options={"allowed_host": "10.1.2.3:8080"})
    assert "10.1.2.3:8080" in web.get(f"/crawls/{crawl.id}/").content.decode()


@pytest.mark.parametrize("path", ["", "search/", "delete/"])
def test_pages_of_foreign_crawl_are_not_found(web: Client, path: str):
    crawl = crawl_make(owner=user_make("grace"))
    assert web.get(f"/crawls/{crawl.id}/{path}").status_code == 404


def test_pages_ask_strangers_to_log_in():
    answer = Client(HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.7").get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/")


def test_buttons_work_without_scripts(web: Client):
    crawl = crawl_make(status="running")
    web.post(f"/crawls/{crawl.id}/pause/")
    crawl.refresh_from_db()
    assert crawl.status == "paused"
    page = web.post(f"/crawls/{crawl.id}/pause/", follow=True).content.decode()
    assert "nothing to pause" in page


def test_button_unknown_is_not_found(web: Client):
    assert web.post(f"/crawls/{crawl_make().id}/explode/").status_code == 404


def test_delete_asks_first(web: Client):
    crawl = crawl_make()
    page_make(crawl)
    assert "1 page" in web.get(f"/crawls/{crawl.id}/delete/").content.decode()
    assert Crawl.objects.exists()
    web.post(f"/crawls/{crawl.id}/delete/")
    assert not Crawl.objects.exists()


def test_thumbnail_is_served_to_its_owner_only(web: Client, state_dir: Path):
    image = image_make(crawl_make(), status="indexed")
    foreign = image_make(crawl_make(owner=user_make("grace")), status="indexed")
    blob_store().put(BlobKind.THUMBNAIL, image.sha256, b"jpeg")
    answer = web.get(f"/thumbnails/{image.id}.jpg")
    assert (answer.content, answer.headers["Content-Type"]) == (b"jpeg", "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert web.get(f"/thumbnails/{foreign.id}.jpg").status_code == 404


def test_thumbnail_not_there_yet_is_not_found(web: Client, state_dir: Path):
    crawl = crawl_make()
    assert web.get(f"/thumbnails/{image_make(crawl).id}.jpg").status_code == 404
    assert web.get(f"/thumbnails/{image_make(crawl, 'b.jpg', status='indexed').id}.jpg").status_code == 404


def test_hostile_words_stay_text_on_every_page(web: Client):
    crawl = crawl_make(host=HOSTILE, url=f"http://site.test/{HOSTILE}", reason_sentence=HOSTILE, status="running")
    page = page_make(crawl, f"/{HOSTILE}", status="failed", reason="timeout")
    sighting_make(image_make(crawl, f"{HOSTILE}.jpg", status="indexed"), page, alt=HOSTILE)
    for path in ("/", f"/crawls/{crawl.id}/", f"/crawls/{crawl.id}/search/", f"/crawls/{crawl.id}/delete/"):
        assert "<img src=x" not in web.get(path).content.decode(), path


@pytest.mark.parametrize(("status", "is_said"), [("running", True), ("complete", False)])
def test_search_page_says_that_the_crawl_still_runs(web: Client, status: str, is_said: bool):
    page = web.get(f"/crawls/{crawl_make(status=status).id}/search/").content.decode()
    assert ("still running" in page) == is_said


def test_pages_allow_no_inline_script_or_style(web: Client):
    crawl = crawl_make(status="running")
    for path in ("/", f"/crawls/{crawl.id}/", f"/crawls/{crawl.id}/search/", "/api/docs/"):
        answer = web.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=", page), path


def test_address_below_a_crawl_that_means_nothing_is_not_found(web: Client):
    crawl = crawl_make(status="running")
    answer = web.get(f"/crawls/{crawl.id}/images/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert web.get(f"/crawls/{crawl.id}/pause/").headers["Location"] == f"/crawls/{crawl.id}/"
    crawl.refresh_from_db()
    assert crawl.status == "running"

"""The crawl API: every operation through real URLs and services."""

import json
from typing import Any

import pytest
from django.test import Client

from imagesearch import env
from imagesearch.crawls import examples
from imagesearch.crawls.found import HostNews, HostRequests
from imagesearch.crawls.models import Crawl, PageText
from imagesearch.crawls.selectors.images import SIGHTINGS_MAX, images_of
from imagesearch.crawls.services.hosts import hosts_record
from tests.factories import crawl_make, image_make, page_make, sighting_make, user_make

pytestmark = pytest.mark.django_db

SITE = "127.0.0.1:8765"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Ada, logged in, on an installation whose operator lets one loopback site be crawled."""
    monkeypatch.setattr(env, "CRAWL_ALLOWED_HOSTS", (SITE,))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user_make("ada"))
    return client


def create(api: Client, **body: Any) -> Any:
    return api.post("/api/v1/crawls/", json.dumps(body), content_type="application/json")


def shape(value: Any) -> Any:
    """Names only: what a client may rely on."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_create_writes_a_crawl_with_its_options(api: Client):
    answer = create(api, url=f"http://{SITE}/shop/", limit=20, depth=2, render="never", exclude=["*/tag/*"])
    assert answer.status_code == 201
    assert shape(answer.json()) == shape(examples.CRAWL_CREATED)
    crawl = Crawl.objects.get(pk=answer.json()["id"])
    assert (crawl.url, crawl.owner.username) == (f"http://{SITE}/shop/", "ada")
    assert crawl.options | {"limit": 20, "depth": 2, "render": "never", "exclude": ["*/tag/*"]} == crawl.options
    assert answer.headers["Location"] == f"/api/v1/crawls/{crawl.id}/"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "invalid", "url"),
        ({"url": "example.org"}, "url_no_scheme", None),
        ({"url": "http://10.0.0.1/"}, "host_forbidden", None),
        ({"url": "http://no-such-host.invalid/"}, "host_unknown", None),
        ({"url": f"http://{SITE}/", "limit": 0}, "invalid", "limit"),
        ({"url": f"http://{SITE}/", "render": "often"}, "invalid", "render"),
        ({"url": f"http://{SITE}/", "include": [""]}, "invalid", "include"),
        ({"url": f"http://{SITE}/", "limt": 5}, "invalid", "limt"),
        ({"url": f"http://{SITE}/", "allowed_host": "10.0.0.1:80"}, "invalid", "allowed_host"),
    ],
)
def test_create_bad_input_is_refused_by_name(api: Client, body: dict[str, Any], code: str, field: str | None):
    answer = create(api, **body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.json()["detail"]
    assert field is None or field in answer.json()["fields"]
    assert not Crawl.objects.exists()


def test_read_answers_as_its_example(api: Client):
    crawl = crawl_make()
    page = page_make(crawl, status="failed", reason="timeout")
    hosts_record(crawl.id, [HostNews("site.test")])
    answer = api.get(f"/api/v1/crawls/{crawl.id}/").json()
    assert shape(answer) | {"problems": 0} == shape(examples.CRAWL) | {"problems": 0}
    assert shape(answer["problems"][0]) == shape(examples.PROBLEM)
    assert answer["problems"][0]["example_url"] == page.url


def test_read_never_shows_the_guards_exception(api: Client):
    crawl = crawl_make(options={"limit": 5, "allowed_host": "127.0.0.1:80"})
    assert "allowed_host" not in api.get(f"/api/v1/crawls/{crawl.id}/").json()["options"]


def test_list_pages_through_all_crawls_once(api: Client):
    crawls = [crawl_make() for _ in range(5)]
    seen, url = [], "/api/v1/crawls/?page_size=2"
    while url:
        page = api.get(url).json()
        assert set(page) == {"next", "previous", "results"}
        assert all(shape(row) == shape(examples.SUMMARY) for row in page["results"])
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == [crawl.id for crawl in reversed(crawls)]


def test_list_costs_the_same_for_many_crawls(api: Client, django_assert_max_num_queries):
    for _ in range(20):
        page_make(crawl_make())
    with django_assert_max_num_queries(6):
        api.get("/api/v1/crawls/")


def test_actions_move_the_crawl_and_refuse_what_its_state_forbids(api: Client):
    crawl = crawl_make(status="running")
    url = f"/api/v1/crawls/{crawl.id}/"
    assert api.post(f"{url}pause/").json()["status"] == "paused"
    refused = api.post(f"{url}pause/")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_pause")
    assert api.post(f"{url}resume/").json()["status"] == "queued"
    assert api.post(f"{url}cancel/").json()["status"] == "cancelled"
    assert api.post(f"{url}retry-failed/").json()["code"] == "nothing_failed"


def test_retry_failed_queues_the_crawl_again(api: Client):
    crawl = crawl_make(status="complete_with_problems")
    page = page_make(crawl, status="failed", reason="timeout")
    assert api.post(f"/api/v1/crawls/{crawl.id}/retry-failed/").json()["status"] == "queued"
    page.refresh_from_db()
    assert page.status == "queued"


def test_delete_removes_everything(api: Client):
    crawl = crawl_make()
    sighting_make(image_make(crawl), page_make(crawl))
    assert api.delete(f"/api/v1/crawls/{crawl.id}/").status_code == 204
    assert api.get(f"/api/v1/crawls/{crawl.id}/").status_code == 404


def test_images_answer_as_their_example(api: Client):
    crawl = crawl_make()
    sighting_make(image_make(crawl, status="indexed"), page_make(crawl), alt="A red boat")
    (row,) = api.get(f"/api/v1/crawls/{crawl.id}/images/").json()["results"]
    assert shape(row) == shape(examples.IMAGE)
    assert row["sightings"][0]["alt"] == "A red boat"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=indexed", ["b.png"]),
        ("reason=too_small", ["c.gif"]),
        ("route=og-image", ["b.png"]),
        ("format=png", ["b.png"]),
        ("status=indexed&format=JPEG", []),
        ("", ["a.jpg", "b.png", "c.gif"]),
    ],
)
def test_images_filters_select(api: Client, query: str, names: list[str]):
    crawl = crawl_make()
    page = page_make(crawl)
    sighting_make(image_make(crawl, "a.jpg"), page)
    sighting_make(image_make(crawl, "b.png", status="indexed", format="PNG"), page, route="og-image")
    image_make(crawl, "c.gif", status="skipped", reason="too_small")
    rows = api.get(f"/api/v1/crawls/{crawl.id}/images/?{query}").json()["results"]
    assert [row["url"].rpartition("/")[2] for row in rows] == names


@pytest.mark.parametrize("query", ["status=lost", "reason=whatever", "color=red"])
def test_images_unknown_filter_is_refused(api: Client, query: str):
    answer = api.get(f"/api/v1/crawls/{crawl_make().id}/images/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_pages_answer_as_their_example(api: Client):
    crawl = crawl_make()
    page_make(crawl, status="skipped", reason="robots_disallowed")
    page_make(crawl, "/b/")
    (row,) = api.get(f"/api/v1/crawls/{crawl.id}/pages/?status=skipped").json()["results"]
    assert shape(row) == shape(examples.PAGE)
    assert row["reason_sentence"] == "robots.txt does not allow it."


def test_page_answers_with_its_text(api: Client):
    crawl = crawl_make()
    page = page_make(crawl, title="Boats", status="done")
    PageText.objects.create(page=page, text="The Anna", sha256="ab" * 32, word_count=2, language="en")
    answer = api.get(f"/api/v1/crawls/{crawl.id}/pages/{page.id}/").json()
    assert shape(answer) == shape(examples.PAGE_WITH_TEXT)
    assert [answer[name] for name in ("title", "text", "word_count", "language")] == ["Boats", "The Anna", 2, "en"]


def test_pages_list_tells_of_their_texts_with_one_query(api: Client, django_assert_max_num_queries: Any):
    crawl = crawl_make()
    for number in range(5):
        page = page_make(crawl, f"/{number}/", status="done")
        PageText.objects.create(page=page, text="x" * 500, sha256="ab" * 32, word_count=number, language="de")
    with django_assert_max_num_queries(12):
        rows = api.get(f"/api/v1/crawls/{crawl.id}/pages/").json()["results"]
    assert [(row["word_count"], row["language"], "text" in row) for row in rows] == [(n, "de", False) for n in range(5)]


def test_page_of_another_crawl_is_not_found(api: Client):
    page = page_make(crawl_make())
    answer = api.get(f"/api/v1/crawls/{crawl_make().id}/pages/{page.id}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "page_not_found")


@pytest.mark.parametrize("path", ["", "images/", "pages/", "pages/1/", "events/"])
def test_read_foreign_crawl_is_not_found(api: Client, path: str):
    crawl = crawl_make(owner=user_make("grace"))
    answer = api.get(f"/api/v1/crawls/{crawl.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "crawl_not_found")


@pytest.mark.parametrize("path", ["pause/", "resume/", "cancel/", "retry-failed/"])
def test_act_on_foreign_crawl_is_not_found(api: Client, path: str):
    crawl = crawl_make(owner=user_make("grace"), status="running")
    assert api.post(f"/api/v1/crawls/{crawl.id}/{path}").status_code == 404
    crawl.refresh_from_db()
    assert crawl.status == "running"


def test_delete_foreign_crawl_is_not_found(api: Client):
    crawl = crawl_make(owner=user_make("grace"))
    assert api.delete(f"/api/v1/crawls/{crawl.id}/").status_code == 404
    assert Crawl.objects.filter(pk=crawl.pk).exists()


def test_stranger_gets_nothing():
    answer = Client(HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.7").get("/api/v1/crawls/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_hosts_answer_as_their_example(api: Client):
    crawl = crawl_make()
    for host in ("site.test", "cdn.test"):
        requests = HostRequests(sent=5, throttled=2, left_out=1)
        hosts_record(crawl.id, [HostNews(host, rule="closed", refusal="blocked", requests=requests)])
    first = api.get(f"/api/v1/crawls/{crawl.id}/hosts/?page_size=1").json()
    assert shape(first["results"][0]) == shape(examples.HOST)
    assert first["results"][0]["refusal_sentence"].startswith("The site refused")
    (second,) = api.get(first["next"]).json()["results"]
    assert [first["results"][0]["host"], second["host"], second["answers_429"]] == ["site.test", "cdn.test", 2]


def test_images_list_tells_few_of_many_sightings_and_their_number():
    crawl = crawl_make()
    image = image_make(crawl)
    for number in range(SIGHTINGS_MAX + 20):
        sighting_make(image, page_make(crawl, f"/{number}"))
    (row,) = images_of(crawl)
    assert (len(row.first_sightings), row.sightings_count) == (SIGHTINGS_MAX, SIGHTINGS_MAX + 20)

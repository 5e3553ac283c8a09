"""Crawls of lists: every usable row is in the tables, every other one counted with its line and reason."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from imagesearch import env
from imagesearch.crawls import examples
from imagesearch.crawls.management import command
from imagesearch.crawls.models import Crawl, Image, Page, Sighting
from imagesearch.crawls.options import CrawlOptions, options_read
from imagesearch.crawls.services.sources import FAULTS_KEPT, crawl_start_list
from imagesearch.jobs.names import Queue
from imagesearch.lists.faults import ListRejected
from imagesearch.lists.formats import rows_read
from tests.factories import user_make
from tests.unit.crawls.test_apis import shape

pytestmark = pytest.mark.django_db

CATALOGUE = (
    "Image URLs;Name;Description;SKU;Link\n"
    "https://shop.test/a.jpg|https://shop.test/b.jpg;Red chair;A <b>solid</b> chair;A-17;https://shop.test/chair\n"
    "https://shop.test/a.jpg;Red chair, small;;A-18;https://shop.test/chair-small\n"
    "shop.test/c.jpg;No scheme;;A-19;\n"
    "http://127.0.0.1/d.jpg;Private;;A-20;\n"
    ";Nothing;;A-21;\n"
    "https://shop.test/e.jpg;Oak table;;A-22;\n"
)


def start(body: str | bytes, name: str = "catalogue.csv", /, **options: Any) -> Crawl:
    file = io.BytesIO(body if isinstance(body, bytes) else body.encode())
    return crawl_start_list(owner=user_make(), rows=rows_read(file, name), options=options_read(options), name=name)


def test_list_of_pictures_becomes_pictures_with_their_words():
    crawl = start(CATALOGUE)
    assert (crawl.options["kind"], crawl.host, crawl.url) == ("images", "catalogue.csv", "https://shop.test/a.jpg")
    assert set(Image.objects.values_list("url", "status")) == {(f"https://shop.test/{n}.jpg", "found") for n in "abe"}
    words = Sighting.objects.order_by("image__url", "id").values_list(
        "image__url", "page__url", "title", "caption", "context"
    )
    assert list(words) == [
        ("https://shop.test/a.jpg", "https://shop.test/chair", "Red chair", "A solid chair", "sku: A-17"),
        ("https://shop.test/a.jpg", "https://shop.test/chair-small", "Red chair, small", "", "sku: A-18"),
        ("https://shop.test/b.jpg", "https://shop.test/chair", "Red chair", "A solid chair", "sku: A-17"),
        ("https://shop.test/e.jpg", "list:", "Oak table", "", "sku: A-22"),
    ]
    assert set(Page.objects.values_list("status", "reason")) == {("done", "listed")}, "no page is left to be fetched"


def test_list_report_counts_every_row_and_names_the_bad_ones():
    report = start(CATALOGUE).listing
    counts = ("rows", "rows_accepted", "rows_refused", "addresses", "duplicates")
    assert [report[name] for name in counts] == [6, 3, 3, 3, 1]
    assert [(fault["line"], fault["reason"]) for fault in report["faults"]] == [
        (4, "url_no_scheme"), (5, "host_forbidden"), (6, "no_address"),
    ]  # fmt: skip
    assert shape(report) | {"reasons": 0} == shape(examples.LIST_CREATED_LIST) | {"reasons": 0}


def test_list_of_pages_becomes_the_frontier_and_nothing_else_is_wanted():
    crawl = start("".join(f"https://site.test/{n}\n" for n in range(env.CRAWL_PAGES_MAX + 20)), "")
    assert Page.objects.filter(status="queued", depth=0).count() == env.CRAWL_PAGES_MAX + 20
    assert (crawl.options["kind"], crawl.options["depth"], crawl.options["limit"]) == (
        "pages",
        0,
        env.CRAWL_PAGES_MAX + 20,
    )
    assert crawl.host == "site.test"


def test_list_with_limits_keeps_them():
    crawl = start("https://a.test/\nhttps://b.test/\nhttps://c.test/\n", "", limit=2, depth=1)
    assert (crawl.options["limit"], crawl.options["depth"], crawl.host) == (2, 1, "a.test and 2 more")


def test_list_beyond_the_limit_of_rows_counts_the_rest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(env, "CRAWL_LIST_ROWS_MAX", 1000)
    report = start("".join(f"https://site.test/{n}.jpg\n" for n in range(5000))).listing
    assert (report["rows"], report["rows_accepted"], report["rows_refused"]) == (5000, 1000, 4000)
    assert report["reasons"] == {"too_many_rows": 4000}
    assert len(report["faults"]) == FAULTS_KEPT
    assert Image.objects.count() == 1000


def test_list_without_a_usable_row_leaves_nothing_behind():
    with pytest.raises(ListRejected) as refusal:
        start("url\nnonsense\nhttp://10.0.0.1/\n")
    assert refusal.value.reason_code == "list_no_addresses"
    assert not Crawl.objects.exists()
    assert not Page.objects.exists()


def test_list_broken_halfway_leaves_nothing_behind():
    rows = rows_read(io.BytesIO(b"https://a.test/\n"))

    def broken():
        yield from rows
        raise ListRejected("The file ends in the middle.")

    with pytest.raises(ListRejected):
        crawl_start_list(owner=user_make(), rows=broken(), options=CrawlOptions())
    assert not Crawl.objects.exists()


@pytest.fixture
def api() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user_make("ada"))
    return client


def test_api_takes_a_file(api: Client):
    upload = SimpleUploadedFile("catalogue.csv", CATALOGUE.encode("utf-16"), "text/csv")
    answer = api.post("/api/v1/crawls/", {"file": upload, "kind": "images", "exclude": ["*/x/*"]})
    assert answer.status_code == 201, answer.json()
    assert shape(answer.json()["list"]["faults"]) == shape(examples.LIST_CREATED_LIST["faults"])
    crawl = Crawl.objects.get(pk=answer.json()["id"])
    assert (crawl.options["kind"], crawl.options["exclude"]) == ("images", ["*/x/*"])
    read = api.get(f"/api/v1/crawls/{crawl.id}/").json()
    assert read["list"] == answer.json()["list"]
    pages = [
        image["sightings"][0]["page_url"] for image in api.get(f"/api/v1/crawls/{crawl.id}/images/").json()["results"]
    ]
    assert pages == ["https://shop.test/chair", "https://shop.test/chair", ""]


def test_api_takes_addresses_and_objects(api: Client):
    body = examples.LIST_INPUT | {"urls": [*examples.LIST_INPUT["urls"], "https://shop.example/d.jpg", 17]}
    answer = api.post("/api/v1/crawls/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["list"]["reasons"] == {"not_a_row": 1}
    assert Image.objects.count() == 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"urls": []}, "invalid"),
        ({"urls": ["x"]}, "list_no_addresses"),
        ({"urls": "https://a.test/"}, "invalid"),
        ({"urls": ["https://a.test/"], "url": "https://a.test/"}, "invalid"),
        ({"urls": ["https://a.test/"], "kind": "site"}, "invalid"),
        ({"url": "https://a.test/", "kind": "images"}, "invalid"),
        ({"urls": ["http://169.254.169.254/latest/", "http://[::1]/", "http://0177.1/"]}, "list_no_addresses"),
    ],
)
def test_api_refuses_what_is_no_list(api: Client, body: dict[str, Any], code: str):
    answer = api.post("/api/v1/crawls/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Crawl.objects.exists()


def test_api_refuses_files_that_are_too_large_or_no_list(api: Client, monkeypatch: pytest.MonkeyPatch):
    def send(body: bytes) -> str:
        return str(api.post("/api/v1/crawls/", {"file": SimpleUploadedFile("x.csv", body)}).json()["code"])

    assert send(b"\x89PNG\r\n\x1a\n") == "list_binary"
    monkeypatch.setattr(env, "CRAWL_LIST_MAX_BYTES", 10)
    assert send(b"https://shop.test/a.jpg") == "list_too_large"


def test_command_takes_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command, "queues_drained", lambda: dict.fromkeys(Queue, 1))
    path, out, err = tmp_path / "catalogue.csv", io.StringIO(), io.StringIO()
    path.write_text(CATALOGUE)
    call_command("crawl", "--list", str(path), "--kind", "images", "--json", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["list"]["rows_accepted"] == 3
    assert "line 4: The address does not begin with http:// or https://. shop.test/c.jpg" in err.getvalue()


@pytest.mark.parametrize("arguments", [[], ["https://a.test/", "--list", "x"], ["--list", "/no/such/file"]])
def test_command_without_one_source_is_refused(arguments: list[str]):
    with pytest.raises(SystemExit) as end:
        call_command("crawl", *arguments, stderr=io.StringIO())
    assert end.value.code == 2

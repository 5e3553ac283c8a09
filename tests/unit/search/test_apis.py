"""POST search/: the contract, and every way in which it can be asked wrongly."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from imagesearch.accounts.models import User
from imagesearch.search import examples_api
from imagesearch.search.serializers import SearchInput, SearchOutput
from tests.unit.search.stand_ins import crawl_of, index, picture

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/"


@pytest.fixture
def api(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def png(color: str, size=(64, 64)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def test_search_answers_as_the_contract_says(api, crawl, worker):
    answer = api.post(URL, {"crawl": crawl.id, "text": "red house"}, format="json").json()
    assert set(answer) == set(examples_api.ANSWER)
    assert set(answer["query"]) == set(examples_api.ANSWER["query"])
    first = answer["results"][0]
    assert set(first) == set(examples_api.ANSWER["results"][0])
    assert set(first["matched"]) == set(examples_api.ANSWER["results"][0]["matched"])
    assert (first["rank"], first["is_strong"], first["image_url"]) == (1, True, "https://a.test/1.jpg")
    assert first["page_url"] == "https://a.test/1"
    assert answer["sentence"] == f"{answer['strong']} pictures match “red house”."


def test_examples_of_the_documentation_fit_the_serializers(api):
    for question in (examples_api.QUESTION, examples_api.QUESTION_BY_EXAMPLES):
        assert SearchInput(data=question).is_valid(raise_exception=True)
    assert SearchOutput(data=examples_api.ANSWER).is_valid(raise_exception=True)


def test_search_understands_the_box(api, crawl, worker):
    answer = api.post(URL, {"crawl": crawl.id, "text": "png pictures of a tree"}, format="json").json()
    assert answer["query"]["filters"] == {"format": ["PNG"]}
    assert [chip["label"] for chip in answer["query"]["chips"]] == ["PNG"]
    assert [result["format"] for result in answer["results"]] == ["PNG"]


def test_search_pages_by_cursor(api, crawl, worker):
    asked = {"crawl": crawl.id, "text": "zzz", "limit": 5}
    first = api.post(URL, asked, format="json").json()
    second = api.post(URL, {**asked, "cursor": first["next_cursor"]}, format="json").json()
    ids = [result["image_id"] for result in first["results"] + second["results"]]
    assert len(ids) == len(set(ids)) == 9
    assert [result["rank"] for result in second["results"]] == [6, 7, 8, 9]
    assert second["next_cursor"] is None


def test_search_reads_on_in_the_same_ranking_while_the_crawl_grows(api, crawl, worker, store):
    asked = {"crawl": crawl.id, "text": "zzz", "limit": 5}
    first = api.post(URL, asked, format="json").json()
    new = picture(crawl, "red house", alt="zzz")  # it would be the first
    index(store, crawl)
    crawl.__class__.objects.update(index_version=crawl.index_version + 1)
    second = api.post(URL, {**asked, "cursor": first["next_cursor"]}, format="json").json()
    again = api.post(URL, asked, format="json").json()
    ids = [result["image_id"] for result in first["results"] + second["results"]]
    assert len(ids) == len(set(ids)) == 9
    assert new.pk not in ids
    assert again["results"][0]["image_id"] == new.pk


def test_search_lists_copies_with_their_picture(api, crawl, worker, store):
    first = crawl.images.order_by("id")[0]
    picture(crawl, "red house", sha256=first.sha256, alt="Our house, red")
    answer = api.post(URL, {"crawl": crawl.id, "text": "red house"}, format="json").json()
    best = answer["results"][0]
    assert (best["copies"], best["alt"]) == (2, "Our house, red")
    assert best["copies_list"][0] | {"page_url": ""} == {
        "image_id": first.pk, "image_url": first.url, "page_url": "", "format": "JPEG", "width": 640, "height": 480,
        "kind": "identical",
    }  # fmt: skip


def test_search_by_upload_finds_what_looks_alike(api, crawl, worker, state_dir):
    body = {
        "crawl": crawl.id,
        "image": SimpleUploadedFile("q.png", png("red")),
        "filters": json.dumps({"format": "JPEG"}),
    }
    answer = api.post(URL, body, format="multipart").json()
    assert answer["query"]["image"] == {"kind": "upload", "value": None}
    assert {result["image_url"] for result in answer["results"][:2]} == {"https://a.test/1.jpg", "https://a.test/4.jpg"}


def test_search_by_image_id_finds_it_first(api, crawl, worker):
    image = crawl.images.order_by("id")[3]
    answer = api.post(URL, {"crawl": crawl.id, "image": image.pk}, format="json").json()
    assert answer["results"][0]["image_id"] == image.pk


def test_search_by_several_pictures_some_unwanted(api, crawl, worker):
    ids = list(crawl.images.order_by("id").values_list("id", flat=True))
    examples = [{"image": ids[0]}, {"image": ids[1], "weight": -1}]
    answer = api.post(URL, {"crawl": crawl.id, "text": "house", "examples": examples}, format="json").json()
    assert answer["results"][0]["image_id"] == ids[0]
    assert ids[1] not in [result["image_id"] for result in answer["results"] if result["is_strong"]]
    assert answer["query"]["examples"] == [
        {"kind": "id", "value": ids[0], "weight": 1.0},
        {"kind": "id", "value": ids[1], "weight": -1.0},
    ]


def test_search_by_several_uploads_names_their_fields(api, crawl, worker, state_dir):
    body = {
        "crawl": crawl.id,
        "examples": json.dumps([{"image": "good", "weight": 1}, {"image": "bad", "weight": -1}]),
        "good": SimpleUploadedFile("good.png", png("red")),
        "bad": SimpleUploadedFile("bad.png", png("blue")),
    }
    answer = api.post(URL, body, format="multipart").json()
    assert [one["weight"] for one in answer["query"]["examples"]] == [1.0, -1.0]
    assert {result["image_url"] for result in answer["results"][:2]} == {"https://a.test/1.jpg", "https://a.test/4.jpg"}


def test_search_of_all_crawls_finds_in_each_of_ones_own(api, crawl, worker, store, user):
    other = crawl_of(user, "b.test")
    for shows in ("red house", "dog", "tree", "cat"):
        picture(other, shows)
    index(store, other)
    stranger = crawl_of(User.objects.create(username="eve"), "c.test")
    answer = api.post(URL, {"crawls": "all", "text": "red house"}, format="json").json()
    assert {result["crawl"] for result in answer["results"][:2]} == {crawl.id, other.id}
    assert stranger.id not in answer["query"]["crawls"]


def test_search_not_is_a_list_or_a_text(api, crawl, worker):
    for unwanted in ("blue, dog", ["blue", "dog"]):
        answer = api.post(URL, {"crawl": crawl.id, "text": "house", "not": unwanted}, format="json").json()
        assert answer["query"]["not"] == ["blue", "dog"]
        assert [r["image_url"] for r in answer["results"] if r["is_strong"]] == ["https://a.test/1.jpg"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"text": "house", "crawl": "nowhere"}, 404, "crawl_not_found"),
        ({"text": " "}, 400, "query_empty"),
        ({"text": "w:>wide"}, 400, "query_invalid"),
        ({"text": "house", "filters": {"shape": "round"}}, 400, "filter_invalid"),
        ({"text": "house", "filters": {"size": "enormous"}}, 400, "filter_invalid"),
        ({"text": "house", "cursor": "???"}, 400, "cursor_invalid"),
        ({"text": "house", "limit": 0}, 400, "invalid"),
        ({"text": "house", "colour": "red"}, 400, "invalid"),
        ({"text": "house", "crawls": ["also"]}, 400, "invalid"),
        ({"image": 999_999}, 404, "image_not_found"),
        ({"image": "no picture"}, 400, "invalid"),
        ({"examples": [{"image": 1, "weight": "much"}]}, 400, "invalid"),
        ({"examples": [{"image": 1, "weight": 1e99}]}, 400, "invalid"),
        ({"examples": [{"picture": 1}]}, 400, "invalid"),
        ({"examples": [{"image": 999_999}]}, 404, "image_not_found"),
        ({"examples": "{"}, 400, "invalid"),
        ({"text": "house", "diversity": 2}, 400, "invalid"),
        ({"text": "house", "filters": {"role": "hero"}}, 400, "filter_invalid"),
    ],
)
def test_search_asked_wrongly_says_what_is_wrong(api, crawl, worker, asked, status, code):
    response = api.post(URL, {"crawl": crawl.id, **asked}, format="json")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"not a picture", "image_unreadable"),
        (png("red")[:60], "image_unreadable"),
        (png("red", (8000, 7500)), "image_too_many_pixels"),
    ],
    ids=["text", "cut", "vast"],
)
def test_search_by_an_upload_that_cannot_be_read_says_so(api, crawl, worker, state_dir, body, code):
    asked = {"crawl": crawl.id, "image": SimpleUploadedFile("q.png", body)}
    response = api.post(URL, asked, format="multipart")
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_search_of_somebody_elses_crawl_or_picture_is_not_found(crawl, worker):
    stranger = APIClient()
    stranger.force_authenticate(User.objects.create(username="eve"))
    image = crawl.images.first()
    assert stranger.post(URL, {"crawl": crawl.id, "text": "house"}, format="json").json()["code"] == "crawl_not_found"
    assert stranger.post(URL, {"crawl": crawl.id, "image": image.pk}, format="json").status_code == 404


def test_search_without_a_broker_says_so(api, crawl):
    response = api.post(URL, {"crawl": crawl.id, "text": "house"}, format="json")
    assert (response.status_code, response.json()["code"]) == (503, "broker_unavailable")

"""POST chat/: the contract in JSON and as events, whose conversation it is, and every way to ask wrongly."""

import json

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisConnectionError
from rest_framework.test import APIClient

from imagesearch import env
from imagesearch.accounts.models import User
from imagesearch.chat import examples_api
from imagesearch.chat.apis import chat_stream
from imagesearch.chat.serializers import ChatInput, ChatOutput
from imagesearch.core.errors import Unavailable
from imagesearch.crawls.models import PageText
from imagesearch.jobs.messages import SearchPassages
from imagesearch.search import questions
from imagesearch.search.passages import passages_answer
from tests.unit.search.stand_ins import StandInEncoders

pytestmark = pytest.mark.django_db
URL = "/api/v1/chat/"


def say(api: APIClient, message: str, **body: object) -> dict:
    response = api.post(URL, {"message": message, **body}, format="json")
    assert response.status_code == 200, response.json()
    return response.json()


def test_answer_is_as_the_contract_says(api, crawl, worker):
    answer = say(api, "red house", crawl=crawl.id)
    assert set(answer) == set(examples_api.ANSWER)
    assert set(answer["query"]) == set(examples_api.ANSWER["query"])
    assert set(answer["results"][0]) == set(examples_api.ANSWER["results"][0])
    assert answer["sentence"].startswith(f"Looked for “red house”: {answer['strong']} pictures match")
    assert answer["links"]["page"] == f"/crawls/{crawl.id}/search/?q=red+house"


def test_examples_of_the_documentation_fit_the_serializers():
    assert ChatInput(data=examples_api.MESSAGE).is_valid(raise_exception=True)
    assert ChatOutput(data=examples_api.ANSWER).is_valid(raise_exception=True)


def test_conversation_refines_one_query(api, crawl, worker):
    first = say(api, "trees", crawl=crawl.id)
    second = say(api, "only PNG", conversation=first["conversation"])
    assert second["query"]["text"] == "trees format:png"
    assert [chip["label"] for chip in second["query"]["chips"]] == ["PNG"]
    assert {result["format"] for result in second["results"]} == {"PNG"}
    third = say(api, "undo", conversation=first["conversation"])
    assert third["results"] == first["results"]


def test_more_like_the_third_finds_it_first(api, crawl, worker):
    first = say(api, "zzz", crawl=crawl.id)
    third = first["results"][2]["image_id"]
    answer = say(api, "more like the third", conversation=first["conversation"])
    assert answer["query"]["examples"] == [{"kind": "id", "value": third, "weight": 1.0}]
    assert answer["results"][0]["image_id"] == third


def test_show_more_neither_skips_nor_repeats(api, crawl, worker):
    first = say(api, "zzz", crawl=crawl.id, limit=5)
    second = say(api, "show more", conversation=first["conversation"], limit=5)
    ids = [result["image_id"] for result in first["results"] + second["results"]]
    assert len(ids) == len(set(ids)) == 9
    sixth = say(api, "more like the 6th", conversation=first["conversation"])
    assert sixth["query"]["examples"][0]["value"] == ids[5]
    assert say(api, "show me more", conversation=first["conversation"], limit=24)["sentence"]


def test_begins_with_the_search_on_the_screen(api, crawl, worker):
    query = {"text": "tree", "filters": {"format": ["PNG"]}}
    answer = say(api, "what did you search for?", crawl=crawl.id, query=query)
    assert answer["query"]["text"] == "tree format:png"
    assert "“tree”, PNG" in answer["sentence"]


def test_goes_on_from_another_search_on_the_screen(api, crawl, worker):
    conversation = say(api, "house", crawl=crawl.id)["conversation"]
    answer = say(api, "", conversation=conversation, query={"text": "red boat"})
    assert answer["query"]["text"] == "red boat"
    assert answer["results"]
    assert say(api, "undo", conversation=conversation)["query"]["text"] == "house"


def test_question_about_the_site_is_answered_by_its_pages(api, crawl, monkeypatch):
    said = PageText(
        page=crawl.pages.first(), text="We are open daily.\nThe house was built by Jane Doe in 1923.", sha256="0" * 64
    )
    said.save()

    def ask(message: SearchPassages, *, timeout_seconds: float) -> dict:
        received = SearchPassages.receive(json.loads(json.dumps(message.model_dump(mode="json"))))
        return passages_answer(received, StandInEncoders()).model_dump(mode="json")

    monkeypatch.setattr(questions, "ask", ask)
    answer = say(api, "when was the house built?", crawl=crawl.id)
    assert answer["kind"] == "text"
    assert [passage["text"] for passage in answer["passages"]] == ["The house was built by Jane Doe in 1923."]
    assert answer["passages"][0]["page_url"] == said.page.url
    assert answer["sentence"] == "One page says:"
    nothing = say(api, "who won the championship?", conversation=answer["conversation"])
    assert (nothing["passages"], nothing["sentence"]) == ([], "None of the pages that were read answers that.")


def test_start_over_searches_nothing(api, crawl):
    first = say(api, "help", crawl=crawl.id)
    answer = say(api, "start over", conversation=first["conversation"])
    assert (answer["results"], answer["query"]["text"]) == ([], "")


def test_conversation_of_somebody_else_is_not_found(api, crawl, worker):
    conversation = say(api, "house", crawl=crawl.id)["conversation"]
    stranger = APIClient()
    stranger.force_authenticate(User.objects.create(username="eve"))
    for body in ({"conversation": conversation}, {"conversation": "unknown"}):
        response = stranger.post(URL, {"message": "larger", **body}, format="json")
        assert (response.status_code, response.json()["code"]) == (404, "conversation_not_found")
    response = stranger.post(URL, {"message": "house", "crawl": crawl.id}, format="json")
    assert (response.status_code, response.json()["code"]) == (404, "crawl_not_found")


def test_all_of_ones_own_crawls_are_searched(api, crawl, worker):
    answer = say(api, "red house", crawls="all")
    assert answer["crawls"] == [crawl.id]
    assert answer["links"]["page"] == f"/crawls/{crawl.id}/search/?q=red+house&in=all"


def test_conversation_cannot_be_led_to_somebody_elses_crawl_or_picture(api, crawl, worker, user):
    crawl.owner = User.objects.create(username="eve")
    crawl.save()
    response = api.post(URL, {"message": "help", "crawl": crawl.id}, format="json")
    assert response.json()["code"] == "crawl_not_found"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"message": "cars"}, "crawl_missing"),
        ({"message": "", "crawl": "x"}, "invalid"),
        ({"message": "x" * 501, "crawl": "x"}, "invalid"),
        ({"crawl": "x"}, "invalid"),
        ({"message": "cars", "crawl": "x", "limit": 999}, "invalid"),
        ({"message": "cars", "crawl": "x", "colour": "red"}, "invalid"),
        ({"message": "cars", "crawl": "x", "query": {"text": "x" * 1001}}, "invalid"),
        ({"message": "cars", "crawl": "x", "query": {"filters": {"shape": "round"}}}, "filter_invalid"),
        ({"message": {"a": 1}, "crawl": "x"}, "invalid"),
    ],
)
def test_asked_wrongly_says_what_is_wrong(api, body, code):
    response = api.post(URL, body, format="json")
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response["Content-Type"] == "application/problem+json"


def test_without_a_broker_says_so_and_keeps_the_conversation_as_it_was(api, crawl):
    conversation = say(api, "help", crawl=crawl.id)["conversation"]
    response = api.post(URL, {"message": "house", "conversation": conversation}, format="json")
    assert (response.status_code, response.json()["code"]) == (503, "broker_unavailable")
    assert say(api, "help", conversation=conversation)["query"]["text"] == ""


def test_without_the_cache_says_so(api, crawl, monkeypatch):
    conversation = say(api, "help", crawl=crawl.id)["conversation"]

    def gone(*_: object) -> None:
        raise RedisConnectionError

    monkeypatch.setattr(cache, "get", gone)
    response = api.post(URL, {"message": "house", "conversation": conversation}, format="json")
    assert (response.status_code, response.json()["code"]) == (503, "broker_unavailable")


def test_too_many_messages_are_refused_for_that_person_only(api, crawl, monkeypatch):
    monkeypatch.setattr(env, "CHAT_TURNS_PER_MINUTE", 2)
    answers = [api.post(URL, {"message": "help", "crawl": crawl.id}, format="json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) > 0


def events(body: bytes) -> list[tuple[str, dict]]:
    frames = [frame.split("\n", 1) for frame in body.decode().strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]


def test_events_carry_the_same_answer_in_order(api, crawl, worker):
    response = api.post(
        URL, {"message": "house", "crawl": crawl.id}, format="json", headers={"accept": "text/event-stream"}
    )
    assert response["Content-Type"] == "text/event-stream"

    async def read() -> bytes:
        return b"".join([frame async for frame in response.streaming_content])

    told = events(async_to_sync(read)())
    assert [name for name, _ in told] == ["understood", "results", "sentence", "done"]
    answer = {key: value for _, part in told for key, value in part.items()}
    assert set(answer) == set(examples_api.ANSWER)


def test_events_tell_an_error_before_the_stream_as_a_problem(api):
    response = api.post(
        URL, {"message": "house", "crawl": "nowhere"}, format="json", headers={"accept": "text/event-stream"}
    )
    assert (response.status_code, json.loads(response.content)["code"]) == (404, "crawl_not_found")


def test_events_end_with_the_error_that_broke_them():
    def steps():
        yield "understood", {}
        raise Unavailable("No worker.", code="worker_unavailable")

    async def read() -> bytes:
        return b"".join([frame async for frame in chat_stream(steps())])

    told = events(async_to_sync(read)())
    assert told[-1][0] == "error"
    assert (told[-1][1]["status"], told[-1][1]["code"]) == (503, "worker_unavailable")

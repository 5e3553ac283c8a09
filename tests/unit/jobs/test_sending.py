"""Messages on the wire, and questions with answers, against a real Redis."""

import json
import threading
import time
from base64 import b64decode

import psutil
import pytest
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads, prepare_accept_content

import tasks.search  # noqa: F401  registers the task
from imagesearch.celery import app
from imagesearch.core.errors import Rejected, Unavailable
from imagesearch.jobs.messages import CrawlRun, EmbedImages, Message, SearchedCrawl, SearchQuery
from imagesearch.jobs.names import ROUTES, TaskName
from imagesearch.jobs.queues import broker_epoch, queue_length
from imagesearch.jobs.sending import AnswerTimeout, BrokerUnavailable, answer, answer_error, ask, send_now


def message_taken(broker, queue: str) -> dict:
    _, raw = broker.blpop([queue], timeout=5)
    return json.loads(raw)


def test_every_message_class_is_named_after_its_task():
    names = {"".join(part.title() for part in task.replace(".", "_").split("_")): task for task in TaskName}
    assert {kind.__name__: kind.task for kind in Message.__subclasses__()} == names
    assert set(ROUTES) == set(TaskName)


def test_message_of_a_newer_release_is_read_without_its_new_fields():
    assert CrawlRun.receive({"crawl_id": "a", "urgency": 3}) == CrawlRun(crawl_id="a")


def test_message_with_an_unknown_field_cannot_be_made():
    with pytest.raises(ValueError, match="urgency"):
        CrawlRun(crawl_id="a", urgency=3)  # type: ignore[call-arg]


def test_send_now_puts_json_into_the_queue_of_the_route(broker):
    send_now(EmbedImages(crawl_id="abc", image_ids=(1, 2)))
    message = message_taken(broker, "embed")
    assert message["headers"]["task"] == "embed.images"
    assert message["content-type"] == "application/json"
    assert json.loads(b64decode(message["body"]))[1] == {"payload": {"crawl_id": "abc", "image_ids": [1, 2]}}


def test_send_now_without_redis_is_unavailable():
    with pytest.raises(BrokerUnavailable):
        send_now(CrawlRun(crawl_id="a"))


def test_send_now_to_a_redis_that_is_silent_is_unavailable(broker):
    send_now(CrawlRun(crawl_id="a"))  # the connection is there, and stays
    server = psutil.Process(broker.info("server")["process_id"])
    server.suspend()
    try:
        with pytest.raises(BrokerUnavailable):
            send_now(CrawlRun(crawl_id="b"))
    finally:
        server.resume()


def test_send_now_refuses_a_message_that_is_too_large(broker):
    filters = {f"field{number}": "x" * 1000 for number in range(80)}
    with pytest.raises(Rejected) as caught:
        send_now(SearchQuery(crawls=(SearchedCrawl(id="a"),), filters=filters))
    assert caught.value.reason_code == "message_too_large"
    assert queue_length("search") == 0


def reply_with(broker, reply) -> threading.Thread:
    """A worker of one task: takes the question and gives the reply."""

    def work() -> None:
        reply(message_taken(broker, "search")["headers"]["answer_key"])

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_ask_returns_what_the_task_answers(broker):
    worker = reply_with(broker, lambda key: answer(key, {"results": [1]}))
    assert ask(SearchQuery(crawls=(SearchedCrawl(id="a"),), text="dog"), timeout_seconds=5) == {"results": [1]}
    worker.join()


@pytest.mark.parametrize("kind", [Rejected, Unavailable])
def test_ask_raises_what_the_task_raised(broker, kind):
    worker = reply_with(broker, lambda key: answer_error(key, kind("No such picture.", code="image_unreadable")))
    with pytest.raises(kind, match="No such picture") as caught:
        ask(SearchQuery(crawls=(SearchedCrawl(id="a"),), text="dog"), timeout_seconds=5)
    worker.join()
    assert caught.value.reason_code == "image_unreadable"


def test_ask_nobody_says_that_no_worker_answered(broker):
    with pytest.raises(AnswerTimeout) as caught:
        ask(SearchQuery(crawls=(SearchedCrawl(id="a"),), text="dog"), timeout_seconds=0.2)
    assert caught.value.reason_code == "worker_unavailable"


def test_broker_epoch_changes_when_the_broker_is_emptied(broker):
    first = broker_epoch()
    assert broker_epoch() == first
    broker.flushall()
    assert broker_epoch() != first


@pytest.mark.parametrize(("seconds_left", "asked"), [(60, 1), (-1, 0)], ids=["in time", "too late"])
def test_only_who_still_waits_is_answered(broker, monkeypatch, seconds_left, asked):
    task = app.tasks[TaskName.SEARCH_QUERY]
    messages: list[SearchQuery] = []
    monkeypatch.setattr(type(task), "body", staticmethod(messages.append))
    task.push_request(headers={"answer_key": "answer:1", "answer_by": time.time() + seconds_left})
    try:
        task.run({"crawls": [{"id": "a"}], "text": "dog"})
    finally:
        task.pop_request()
    assert len(messages) == asked
    assert broker.llen("answer:1") == asked


def test_pickled_message_is_refused_unread():
    body, content_type, encoding = dumps({"payload": {}}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(body, content_type, encoding, accept=prepare_accept_content(app.conf.accept_content))

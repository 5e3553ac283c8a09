"""Queries read by a language model over real HTTP: good, slow, broken and hostile answers; in doubt the rules read."""

import json

import openai  # noqa: F401  loaded here, so that no test's time is spent on it
import pytest

from imagesearch import env
from imagesearch.search.parsing import query_parse
from imagesearch.search.reading import query_read, reader
from imagesearch.search.reading.failure import ReadingFailed
from imagesearch.search.reading.structure import QueryForm, form_schema, literal
from tests.unit.search.reading.endpoint import FORM, Endpoint, answering, completion, dripping, flooding, form

TEXT = "large blue banners from the blog without people"


@pytest.fixture
def endpoint(monkeypatch):
    with Endpoint().serving() as served:
        monkeypatch.setattr(env, "LLM_BASE_URL", served.url)
        monkeypatch.setattr(env, "LLM_API_KEY", "secret")
        monkeypatch.setattr(env, "LLM_MODEL", "reader-1")
        monkeypatch.setattr(env, "LLM_TIMEOUT_SECONDS", 20.0)
        reader._asker.cache_clear()
        yield served
    reader._asker.cache_clear()


def read_by_rules(reading) -> bool:
    return reading.parser == "rules" and reading.parsed == query_parse(TEXT) and reading.text == TEXT


def test_model_reads_the_query(endpoint):
    endpoint.behave = answering(
        form(subject="blue banners", sizes=["large"], pages=["blog"], exclude=["people"], width_min_px=800)
    )
    reading = query_read(TEXT)
    assert (reading.parser, reading.note) == ("llm", "")
    assert reading.parsed.subject == "blue banners"
    assert reading.parsed.excluded == ("people",)
    assert reading.parsed.to_filters() == {"size": ("large",), "page": ("blog",), "width_min": 800}
    for chip in reading.parsed.chips:
        (start, end), *_ = chip.spans
        assert chip.value.lstrip(">=") in reading.text[start:end]


def test_model_gets_the_query_and_nothing_else(endpoint):
    query_read(TEXT)
    (asked,) = endpoint.asked
    assert asked["model"] == "reader-1"
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert json.loads(asked["messages"][1]["content"]) == {"query": TEXT}
    assert asked["response_format"]["json_schema"]["schema"] == form_schema()
    assert endpoint.headers[0]["authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    "behave",
    [
        answering(b"<html>busy</html>"),
        answering(b"{}"),
        answering(b'{"choices": []}'),
        answering(completion("I'd love to help!")),
        answering(completion(json.dumps({"subject": "x"}))),
        answering(form(surprise="field")),
        answering(form(formats=["exe"])),
        answering(form(subject="x" * 5000)),
        answering(form(exclude=["x"] * 50)),
        answering(form(width_min_px=900, width_max_px=100)),
        answering(form(pages=["two words *"], subject="x")),
        answering(form()),
        answering(b"", 500),
        answering(b'{"error": {"message": "no such model"}}', 404),
        answering(b"", 302, Location="http://169.254.169.254/"),
        flooding,
    ],
    ids=range(16),
)
def test_answer_that_is_no_use_leaves_the_query_to_the_rules(endpoint, behave):
    endpoint.behave = behave
    reading = query_read(TEXT)
    assert read_by_rules(reading)
    assert reading.note.endswith("so the query was read by the rules.")


@pytest.mark.parametrize("seconds", [4.0], ids=["drip"])
def test_model_that_takes_too_long_is_not_waited_for(endpoint, monkeypatch, seconds):
    monkeypatch.setattr(env, "LLM_TIMEOUT_SECONDS", 0.3)
    endpoint.behave = dripping(seconds)
    reading = query_read(TEXT)
    assert read_by_rules(reading)
    assert "in time" in reading.note
    # And the next query does not wait at all.
    assert "a moment ago" in query_read(TEXT).note
    assert len(endpoint.asked) <= 1


def test_model_that_is_not_there_leaves_the_query_to_the_rules(endpoint, monkeypatch):
    monkeypatch.setattr(env, "LLM_BASE_URL", "http://127.0.0.1:1/v1")
    reading = query_read(TEXT)
    assert read_by_rules(reading)
    assert "cannot be reached" in reading.note


def test_explicit_queries_are_never_sent(endpoint):
    for text in ("format:png cats", "cats -dogs", '"red car"', r"\png", "   "):
        assert query_read(text).parser == "rules"
    assert endpoint.asked == []


@pytest.mark.parametrize(
    "subject", ['a" page:/admin -x', "format:png w:>1", "-people", "a\\ b", 'size:large"', "png pictures, no people"]
)
def test_subject_of_a_model_is_only_ever_words(subject):
    parsed = query_parse(QueryForm.model_validate({**FORM, "subject": subject}).text())
    assert parsed.chips == ()
    assert parsed.problems == ()
    assert parsed.subject.split() == subject.split()


def test_hostile_values_stay_what_they_are(endpoint):
    endpoint.behave = answering(form(subject="cat", phrases=['x" host:evil.test "'], exclude=['dogs" -page:/ "']))
    parsed = query_read(TEXT).parsed
    assert {chip.kind.value for chip in parsed.chips} == {"phrase", "concept"}
    assert parsed.to_filters() == {}


def test_reading_is_kept_but_a_makeshift_one_is_not(endpoint, broker):
    endpoint.behave = answering(form(subject="cat"))
    assert query_read("cats please").parser == query_read("cats please").parser == "llm"
    assert len(endpoint.asked) == 1
    endpoint.behave = answering(b"{}")
    assert query_read("dogs please").note == query_read("dogs please").note != ""
    assert len(endpoint.asked) == 3


def test_reading_of_the_rules_is_kept_under_their_name(broker, monkeypatch):
    assert query_read("png cats") == query_read("png cats")
    assert len(list(broker.scan_iter("imagesearch:cache:parser:*"))) == 1


def test_literal_words_are_escaped_sign_by_sign():
    assert literal("it's 5") == r"\it\'s \5"


def test_failure_of_an_unknown_kind_has_a_sentence():
    assert "refuses" in ReadingFailed("status_429").sentence

"""An answer as the command line shows it."""

import pytest

from imagesearch.search.management.reports import search_report

RESULT = {
    "rank": 1,
    "score": 0.81,
    "is_strong": True,
    "format": "PNG",
    "width": 40,
    "height": 30,
    "copies": 2,
    "alt": "",
    "title": "",
    "caption": "",
    "page_title": "",
    "image_url": "https://example.org/a.png",
    "page_url": "https://example.org/",
    "matched": {"pixels": 0.0, "meaning": 0.7, "example": 0.0, "unlike": 0.0, "terms": ["red"]},
}


ANSWER = {
    "sentence": "1 matches.",
    "results": [RESULT],
    "query": {"chips": [], "problems": []},
    "notices": [],
    "excluded": 0,
    "took_ms": 12.0,
}


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ({"alt": "a red\n house", "page_title": "Houses"}, "a red house"),
        ({"caption": "The house", "page_title": "Houses"}, "The house"),
        ({"page_title": "Houses"}, "on “Houses”"),
        ({}, "(no words)"),
    ],
)
def test_a_picture_is_called_by_its_words_or_else_by_its_page(words, called):
    report = search_report({**ANSWER, "results": [{**RESULT, **words}]})
    assert f" {called} " in report
    assert "81%" in report
    assert "(2 copies)" in report
    assert "[meaning 70%; words: red]" in report


def test_what_was_understood_and_what_was_not_is_said():
    query = {
        "chips": [{"label": "PNG"}, {"label": "not meat"}],
        "problems": [{"sentence": "'re' is no color. Did you mean 'red'?"}],
    }
    lines = search_report({**ANSWER, "query": query}).splitlines()
    assert lines[1:3] == ["Understood: PNG, not meat.", "Not understood: 're' is no color. Did you mean 'red'?"]


def test_a_plain_query_has_nothing_else_to_say():
    assert "nderstood" not in search_report(ANSWER)

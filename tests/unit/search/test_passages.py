"""Questions about a site: answered by its own sentences, or not at all."""

import numpy as np
import pytest

from imagesearch.crawls.models import PageText
from imagesearch.jobs.messages import SearchPassages
from imagesearch.search.page_texts import PAGES_MAX, page_texts, words_that_count
from imagesearch.search.passages import PASSAGE_MAX_CHARACTERS, passages_answer
from tests.factories import crawl_make, page_make, user_make

pytestmark = pytest.mark.django_db

VISIT = """Visit us
The museum is open daily except Monday. Dogs may not come in!
Opening hours
Tuesday to Sunday 10:00 to 18:00
Admission
Adults pay 12 euros, children under 14 are free."""
STORY = "The collection was founded by Clara Jensen in 1923.\nThis text was written by Paul Novak."


class BagOfWords:
    """Texts mean the words that they have."""

    def meanings(self, texts):
        vectors = np.zeros((len(texts), 512), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words_that_count(text):
                row[sum(word.encode()) % 512] = 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def said(crawl, path: str, text: str):
    page = page_make(crawl, path, title=path.strip("/"), status="done")
    return PageText.objects.create(page=page, text=text, sha256="0" * 64, word_count=len(text.split()))


@pytest.fixture
def crawl():
    crawl = crawl_make()
    said(crawl, "/visit", VISIT)
    said(crawl, "/story", STORY)
    said(crawl, "/boats", "Boats are on the lake.")
    return crawl


def answers(crawl, question: str) -> list[tuple[str, str]]:
    message = SearchPassages(crawl_ids=(crawl.id,), question=question)
    found = passages_answer(message, BagOfWords()).passages
    assert all(passage.text in f"{VISIT}\n{STORY}\nBoats are on the lake." for passage in found)
    return [(passage.page_url.rpartition("/")[2], passage.text) for passage in found]


@pytest.mark.parametrize(
    ("question", "page", "text"),
    [
        ("what are the opening hours?", "visit", "Tuesday to Sunday 10:00 to 18:00"),
        ("who founded the collection?", "story", "The collection was founded by Clara Jensen in 1923."),
        ("who wrote this?", "story", "This text was written by Paul Novak."),
        ("how much is the admission?", "visit", "Adults pay 12 euros, children under 14 are free."),
    ],
)
def test_question_is_answered_by_a_sentence_as_it_stands(crawl, question, page, text):
    assert answers(crawl, question)[0] == (page, text)


@pytest.mark.parametrize(
    "question", ["who is the president of Brazil?", "what is the wifi password?", "is it?", "???", "%_%"]
)
def test_question_that_nothing_answers_is_not_answered(crawl, question):
    assert answers(crawl, question) == []


def test_pages_of_other_crawls_say_nothing(crawl):
    said(crawl_make(owner=user_make("grace"), host="other.test"), "/x", "The collection was founded by Eve in 2001.")
    assert [page for page, _ in answers(crawl, "who founded the collection?")] == ["story"]


def test_sentence_on_many_pages_is_given_once():
    crawl = crawl_make()
    for number in range(5):
        said(crawl, f"/{number}", "The collection was founded by Clara Jensen in 1923.")
    assert len(answers(crawl, "who founded the collection?")) == 1


def test_pages_read_are_bounded_and_the_most_promising_come_first():
    crawl = crawl_make()
    for number in range(PAGES_MAX + 5):
        said(crawl, f"/{number}", "Foundation of houses.")
    said(crawl, "/story", STORY)
    pages = list(page_texts([crawl.id], ["founded", "collection"], []))
    assert len(pages) == PAGES_MAX
    assert pages[0].url.endswith("/story")


def test_text_without_an_end_is_cut_between_words():
    crawl = crawl_make()
    said(crawl, "/long", "The collection was founded " + "and founded again in 1923 " * 400)
    message = SearchPassages(crawl_ids=(crawl.id,), question="when was the collection founded?")
    (passage,) = passages_answer(message, BagOfWords()).passages
    assert len(passage.text) <= PASSAGE_MAX_CHARACTERS


def test_hostile_text_is_handed_on_as_it_is():
    crawl = crawl_make()
    text = "The collection was founded <img src=x onerror=alert(1)> in 1923 \u202e."
    said(crawl, "/x", text)
    message = SearchPassages(crawl_ids=(crawl.id,), question="when was the collection founded?")
    assert passages_answer(message, BagOfWords()).passages[0].text == text

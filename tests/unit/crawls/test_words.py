"""The words of a picture, from all its sightings."""

import pytest

from imagesearch.accounts.models import User
from imagesearch.crawls.models import Crawl, Image, Page, Sighting
from imagesearch.crawls.selectors.words import WORDS_MAX, content_texts, content_words, words_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def crawl() -> Crawl:
    return Crawl.objects.create(owner=User.objects.create(username="ada"), url="https://a.test/", host="a.test")


def seen(crawl: Crawl, number: int, *, sha256: str, **words: str) -> None:
    key = number.to_bytes(16, "big")
    page = Page.objects.create(crawl=crawl, url=f"https://a.test/{number}", url_key=key)
    image = Image.objects.create(crawl=crawl, url=f"https://a.test/{number}.jpg", url_key=key, sha256=sha256)
    Sighting.objects.create(image=image, page=page, route="img-src", **words)


def test_content_words_join_sightings_best_first(crawl):
    seen(crawl, 1, sha256="a", context="Our orchard", title="Fruit")
    seen(crawl, 2, sha256="a", alt="A red apple", context="our  ORCHARD")
    assert content_words(crawl.id, ["a", "b"]) == {"a": "A red apple. Fruit. Our orchard", "b": ""}


def test_content_texts_tell_what_is_said_from_what_is_around(crawl):
    seen(crawl, 1, sha256="a", alt="apple", caption="ripe", context="orchard")
    words = content_texts(crawl.id, ["a"])["a"]
    assert (words.said, words.around) == ("apple. ripe", "orchard")


def test_content_words_of_context_alone_have_no_stray_marks(crawl):
    seen(crawl, 1, sha256="a", context="orchard")
    assert content_words(crawl.id, ["a"]) == {"a": "orchard"}


def test_content_words_are_capped(crawl):
    seen(crawl, 1, sha256="a", alt="one two", context="word " * 500)
    assert content_words(crawl.id, ["a"])["a"].split()[:3] == ["one", "two.", "word"]
    assert len(content_words(crawl.id, ["a"])["a"].split()) == WORDS_MAX


def test_words_of_another_crawl_stay_there(crawl):
    other = Crawl.objects.create(owner=crawl.owner, url="https://b.test/", host="b.test")
    seen(other, 1, sha256="a", alt="secret")
    assert content_words(crawl.id, ["a"]) == {"a": ""}


def test_words_key_is_a_content_hash():
    assert len(words_key("apple")) == 64
    assert words_key("apple") != words_key("pear")

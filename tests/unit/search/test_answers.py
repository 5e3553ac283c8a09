"""Answers kept: given again without the worker, never to somebody else, and never once the collection has changed."""

import pytest
from rest_framework.test import APIClient

from imagesearch.accounts.models import User
from imagesearch.caches.counters import counters_read
from imagesearch.caches.layers import RESULTS
from imagesearch.core.errors import NotFound
from imagesearch.crawls.models import Crawl
from imagesearch.crawls.selectors.crawls import crawls_searched
from imagesearch.search import services
from imagesearch.search.answers import answer_key
from imagesearch.search.filters import filters_read
from imagesearch.search.requests import Cursor, Example, SearchRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(worker, monkeypatch):
    """How often the worker was asked."""
    counted = []
    ask = services.ask

    def counting(message, **options):
        counted.append(message)
        return ask(message, **options)

    monkeypatch.setattr(services, "ask", counting)
    return counted


def search(user, crawl, **options):
    return services.search_ask(user, SearchRequest((crawl.id,), **{"text": "house", **options}))


def test_answer_is_given_again_without_the_worker(broker, user, crawl, asked):
    first, second = search(user, crawl), search(user, crawl)
    assert (first.pop("is_kept"), second.pop("is_kept")) == (False, True)
    assert first.pop("took_ms") > 0 < second.pop("took_ms")
    assert first == second
    assert len(asked) == 1
    assert (counters_read(RESULTS.name).hits, counters_read(RESULTS.name).misses) == (1, 1)


def test_answer_is_made_anew_when_the_collection_has_changed(broker, user, crawl, asked):
    search(user, crawl)
    Crawl.objects.filter(pk=crawl.pk).update(index_version=1)
    assert not search(user, crawl)["is_kept"]
    assert len(asked) == 2


def test_answer_is_not_given_to_somebody_else(broker, user, crawl, asked):
    search(user, crawl)
    with pytest.raises(NotFound):
        search(User.objects.create(username="eve"), crawl)


def test_answer_of_a_deleted_crawl_is_gone(broker, user, crawl, asked):
    search(user, crawl)
    Crawl.objects.filter(pk=crawl.pk).delete()
    with pytest.raises(NotFound):
        search(user, crawl)


def test_answer_with_filters_is_kept_for_a_shorter_time(broker, user, crawl, asked):
    search(user, crawl)
    search(user, crawl, filters=filters_read({"format": "JPEG"}))
    ttls = sorted(broker.ttl(name) for name in broker.scan_iter("imagesearch:cache:results:*"))
    assert 1795 <= ttls[0] <= 1800
    assert 3595 <= ttls[1] <= 3600


def test_next_page_of_a_kept_answer_goes_on(broker, user, crawl, asked):
    for _ in range(2):
        first = search(user, crawl, text="zzz", limit=5)
    second = search(user, crawl, text="zzz", limit=5, cursor=Cursor.read(first["next_cursor"]))
    ids = [result["image_id"] for result in first["results"] + second["results"]]
    assert first["is_kept"]
    assert len(ids) == len(set(ids)) == 9


def test_answer_without_redis_is_made_each_time(user, crawl, asked):
    assert not search(user, crawl)["is_kept"]
    assert not search(user, crawl)["is_kept"]
    assert len(asked) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": "houses"},
        {"unwanted": ("blue",)},
        {"examples": (Example(image_id=1),)},
        {"examples": (Example(image_id=1, weight=-1.0),)},
        {"examples": (Example(upload=b"a"),)},
        {"examples": (Example(upload=b"b"),)},
        {"filters": filters_read({"format": "PNG"})},
        {"sort": "newest"},
        {"diversity": 0.5},
        {"limit": 10},
        {"cursor": Cursor("x", 24)},
    ],
)
def test_key_tells_every_part_of_a_request_apart(user, crawl, other):
    crawls = crawls_searched(user, [crawl.id])
    plain = SearchRequest((crawl.id,), text="house")
    assert answer_key(crawls, plain) == answer_key(crawls, SearchRequest((crawl.id,), text=" house "))
    assert answer_key(crawls, plain) != answer_key(crawls, SearchRequest((crawl.id,), **{"text": "house", **other}))


def test_health_of_the_caches_says_what_they_save(broker, user, crawl, asked):
    for _ in range(3):
        search(user, crawl)
    layers = {layer["layer"]: layer for layer in APIClient().get("/health/cache/").json()["layers"]}
    assert set(layers) >= {"parser", "results", "query_vectors", "picture_vectors", "embeddings", "html"}
    results = layers["results"]
    assert (results["hits"], results["misses"], results["entries"]) == (2, 1, 1)
    assert results["saved_ms"] > 0 < results["bytes"]
    metrics = APIClient().get("/metrics").content.decode()
    assert 'imagesearch_cache_hits_total{layer="results"} 2.0' in metrics


def test_health_of_the_caches_without_redis_is_no_error():
    layers = APIClient().get("/health/cache/").json()["layers"]
    assert {layer["hits"] for layer in layers} == {0}

"""Caches against a real Redis, and without one."""

from dataclasses import replace

import pytest

from imagesearch.caches.counters import Counters, counters_read, counters_record
from imagesearch.caches.layers import PARSER, REDIS_LAYERS, RESULTS
from imagesearch.caches.reports import redis_layer_reports
from imagesearch.caches.store import cache_get, cache_put, cache_size


def test_cache_gives_back_what_was_put(broker):
    cache_put(PARSER, "red", b"understood", cost_ms=3)
    assert cache_get(PARSER, "red") == b"understood"
    assert cache_get(PARSER, "blue") is None
    assert cache_get(RESULTS, "red") is None


def test_cache_switched_off_keeps_and_gives_nothing(broker, monkeypatch):
    cache_put(PARSER, "red", b"understood", cost_ms=3)
    monkeypatch.setattr("imagesearch.env.CACHES", False)
    assert cache_get(PARSER, "red") is None
    cache_put(PARSER, "blue", b"understood", cost_ms=3)
    monkeypatch.undo()
    assert cache_get(PARSER, "red") == b"understood"
    assert cache_get(PARSER, "blue") is None


def test_cache_counts_hits_misses_and_what_they_saved(broker):
    cache_put(PARSER, "red", b"x", cost_ms=400)
    cache_get(PARSER, "red")
    cache_get(PARSER, "red")
    counted = counters_read(PARSER.name)
    assert (counted.hits, counted.misses, counted.spent_ms) == (2, 1, 400)
    # Looking up costs something, so what is saved is less than what was spent twice.
    assert 0 < counted.saved_ms < 800


def test_cache_compresses_what_is_long(broker):
    body = b"the same again, " * 1000
    cache_put(RESULTS, "long", body, cost_ms=1)
    assert cache_get(RESULTS, "long") == body
    entries, body_bytes = cache_size(RESULTS)
    assert entries == 1
    assert body_bytes < len(body) / 10


def test_cache_entry_expires(broker):
    cache_put(RESULTS, "brief", b"x", cost_ms=1, ttl_seconds=1)
    assert 0 < broker.ttl(next(broker.scan_iter("imagesearch:cache:results:*"))) <= 1
    cache_put(RESULTS, "usual", b"x", cost_ms=1)
    ttls = {broker.ttl(name) for name in broker.scan_iter("imagesearch:cache:results:*")}
    assert max(ttls) == RESULTS.ttl_seconds


def test_cache_that_is_full_drops_what_expires_soonest(broker):
    small = replace(RESULTS, entries_max=2)
    for number in range(4):
        cache_put(small, str(number), b"x", cost_ms=1, ttl_seconds=100 + number)
    assert [cache_get(small, str(number)) for number in range(4)] == [None, None, b"x", b"x"]
    assert cache_size(small) == (2, 2 * len(b"x") + 2 * 5)


def test_cache_without_redis_is_a_miss_and_soon(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/7"
    for _ in range(100):
        cache_put(PARSER, "red", b"x", cost_ms=1)
        assert cache_get(PARSER, "red") is None
    assert cache_size(PARSER) == (0, 0)
    assert counters_read(PARSER.name) == Counters()
    counters_record(PARSER.name, Counters(hits=1))


@pytest.mark.parametrize("key", ["", "\ud800", "ä" * 5000])
def test_cache_takes_any_key(broker, key):
    cache_put(PARSER, key, b"x", cost_ms=1)
    assert cache_get(PARSER, key) == b"x"


def test_reports_name_every_layer(broker):
    cache_put(PARSER, "red", b"x", cost_ms=1)
    cache_get(PARSER, "red")
    reports = {report.layer: report for report in redis_layer_reports()}
    assert set(reports) == {layer.name for layer in REDIS_LAYERS}
    assert (reports["parser"].hits, reports["parser"].hit_rate, reports["parser"].entries) == (1, 0.5, 1)
    assert reports["results"].hit_rate is None


@pytest.mark.parametrize("body", [b"", b"x", b"\0\0\0\0\1not zlib"])
def test_cache_entry_that_is_spoilt_is_a_miss(broker, body):
    cache_put(PARSER, "red", b"x", cost_ms=1)
    broker.set(next(broker.scan_iter("imagesearch:cache:parser:*")), body)
    assert cache_get(PARSER, "red") is None

"""What Prometheus reads."""

import pytest
from prometheus_client import generate_latest

from imagesearch.crawls.models import Crawl
from imagesearch.ops.metrics import registry
from tests.factories import crawl_make

pytestmark = pytest.mark.django_db


def test_metrics_add_up_what_caches_have_spared():
    for hits in (3, 4):
        crawl = crawl_make()
        Crawl.objects.filter(pk=crawl.pk).update(
            cache_hits=hits, cache_revalidated=1, cache_misses=5, cache_bytes_saved=100
        )
    lines = generate_latest(registry).decode().splitlines()
    assert 'imagesearch_http_cache_answers{result="hits"} 7.0' in lines
    assert 'imagesearch_http_cache_answers{result="revalidated"} 2.0' in lines
    assert 'imagesearch_http_cache_answers{result="misses"} 10.0' in lines
    assert "imagesearch_http_cache_saved_bytes 200.0" in lines


def test_metrics_without_crawls_are_zero():
    assert 'imagesearch_http_cache_answers{result="hits"} 0.0' in generate_latest(registry).decode().splitlines()

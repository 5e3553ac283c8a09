"""Results of tasks: told twice, late, or in any order, the end is the same."""

import itertools

import pytest

from imagesearch.crawls.models import Image
from imagesearch.crawls.services.results import images_embedded, images_failed, images_indexed
from tests.factories import crawl_make, image_make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", sorted(set(itertools.permutations(["embed", "index", "embed", "index"]))))
def test_results_in_any_order_never_go_back(order: tuple[str, ...]):
    crawl = crawl_make()
    image = image_make(crawl, status="fetched")
    steps = {"embed": images_embedded, "index": images_indexed}
    rank = {"fetched": 0, "embedded": 1, "indexed": 2}
    seen = [0]
    for step in order:
        steps[step](crawl.id, [image.pk])
        seen.append(rank[Image.objects.get(pk=image.pk).status])
    assert seen == sorted(seen)
    images_embedded(crawl.id, [image.pk])
    images_indexed(crawl.id, [image.pk])
    assert Image.objects.get(pk=image.pk).status == "indexed"


def test_images_failed_keeps_each_reason_and_never_touches_what_is_indexed():
    crawl = crawl_make()
    first, second, done = (
        image_make(crawl, name, status=status)
        for name, status in (("a", "fetched"), ("b", "embedded"), ("c", "indexed"))
    )
    ended = images_failed(crawl.id, {first.pk: "embedding_failed", second.pk: "indexing_failed", done.pk: "broken"})
    assert ended == 2
    assert dict(Image.objects.values_list("pk", "reason")) == {
        first.pk: "embedding_failed",
        second.pk: "indexing_failed",
        done.pk: "",
    }


def test_images_indexed_again_takes_new_words_in():
    crawl = crawl_make()
    image = image_make(crawl, status="indexed", is_words_stale=True, attempts=2)
    images_indexed(crawl.id, [image.pk])
    image.refresh_from_db()
    assert (image.is_words_stale, image.attempts, image.status) == (False, 0, "indexed")

"""From embedded pictures to points, whatever was lost on the way."""

import numpy as np
import pytest

from imagesearch.core.ids import collection_name, point_id
from imagesearch.crawls.models import Embedding, PageText
from imagesearch.crawls.selectors.keys import model_keys
from imagesearch.crawls.selectors.points import page_places
from imagesearch.crawls.selectors.words import words_key
from imagesearch.crawls.services import indexing
from imagesearch.crawls.services.indexing import collection_restore, collections_drop, images_index
from imagesearch.crawls.states import ImageStatus
from imagesearch.jobs.messages import EmbedImages
from imagesearch.vectors.bm25 import query_sparse
from imagesearch.vectors.layout import IMAGE, TEXT, WORDS
from imagesearch.vectors.store import vector_store
from tests.factories import crawl_make, image_make, page_make, sighting_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(state_dir):
    vector_store.cache_clear()
    yield vector_store()
    vector_store().close()
    vector_store.cache_clear()


@pytest.fixture
def sent(monkeypatch):
    messages: list[EmbedImages] = []
    monkeypatch.setattr(indexing, "send_now", messages.append)
    return messages


@pytest.fixture
def crawl(store):
    return crawl_make()


def embedding_make(model_key: str, content_key: str, dim: int) -> None:
    vector = np.zeros(dim, dtype="<f2")
    vector[len(content_key) % dim] = 1
    Embedding.objects.get_or_create(model_key=model_key, content_key=content_key, defaults={"vector": vector.tobytes()})


def embedded(crawl, name, *, alt="", with_text=True):
    image = image_make(crawl, name, status=ImageStatus.EMBEDDED)
    page = page_make(crawl, f"/of/{name}")
    sighting_make(image, page, alt=alt)
    keys = model_keys()
    embedding_make(keys.image_key, image.sha256, keys.image_dim)
    if alt and with_text:
        embedding_make(keys.text_key, words_key(alt), keys.text_dim)
    return image


def collection(crawl):
    return collection_name(crawl.id, model_keys().image_key)


def test_images_index_writes_points_and_moves_the_rows(crawl, store, sent):
    image = embedded(crawl, "a.jpg", alt="An apple")
    assert images_index(crawl.id, [image.id]) == 1
    image.refresh_from_db()
    crawl.refresh_from_db()
    assert (image.status, crawl.card_key) == (ImageStatus.INDEXED, model_keys().image_key)
    hits, _ = store.scroll(collection(crawl), limit=10)
    assert hits[0].payload["said"] == "An apple"
    assert hits[0].payload["page"] == ["/of", "/of/a.jpg", "a.jpg", "of"]
    assert hits[0].payload["has_alt"] == 1
    assert sent == []


def test_images_index_twice_is_once(crawl, store, sent):
    image = embedded(crawl, "a.jpg")
    images_index(crawl.id, [image.id])
    assert images_index(crawl.id, [image.id]) == 0
    assert store.count(collection(crawl)) == 1


def test_index_version_rises_with_every_change_of_the_collection(crawl, store, sent):
    image = embedded(crawl, "a.jpg")
    images_index(crawl.id, [image.id])
    crawl.refresh_from_db()
    first = crawl.index_version
    images_index(crawl.id, [embedded(crawl, "b.jpg").id])
    crawl.refresh_from_db()
    assert crawl.index_version > first > 0


def test_equal_content_is_one_point_and_both_rows_move(crawl, store, sent):
    first, second = embedded(crawl, "a.jpg"), embedded(crawl, "b.jpg")
    second.sha256 = first.sha256
    second.save()
    assert images_index(crawl.id, [first.id]) == 2
    assert store.count(collection(crawl)) == 1


def test_picture_whose_words_have_no_vector_is_indexed_and_embedded_again(crawl, store, sent):
    image = embedded(crawl, "a.jpg", alt="New words", with_text=False)
    images_index(crawl.id, [image.id])
    ident = point_id(crawl.id, image.sha256)
    assert store.retrieve(collection(crawl), [ident], name=IMAGE)
    assert store.retrieve(collection(crawl), [ident], name=TEXT) == {}
    assert sent == [EmbedImages(crawl_id=crawl.id, image_ids=(image.id,))]


def test_picture_without_a_vector_waits_and_is_embedded_again(crawl, store, sent):
    image = embedded(crawl, "a.jpg")
    Embedding.objects.all().delete()
    assert images_index(crawl.id, [image.id]) == 0
    image.refresh_from_db()
    assert image.status == ImageStatus.EMBEDDED
    assert sent == [EmbedImages(crawl_id=crawl.id, image_ids=(image.id,))]


def test_lost_collection_comes_back_whole_with_the_next_picture(crawl, store, sent):
    first = embedded(crawl, "a.jpg")
    images_index(crawl.id, [first.id])
    store.drop(collection(crawl))
    second = embedded(crawl, "b.jpg")
    images_index(crawl.id, [second.id])
    assert store.count(collection(crawl)) == 2


def test_collection_restore_builds_what_is_missing_and_nothing_else(crawl, store, sent):
    image = embedded(crawl, "a.jpg")
    images_index(crawl.id, [image.id])
    crawl.refresh_from_db()
    assert collection_restore(crawl) is False
    store.drop(collection(crawl))
    assert collection_restore(crawl) is True
    assert store.count(collection(crawl)) == 1


def test_images_index_of_a_deleted_crawl_does_nothing(store, sent):
    assert images_index("gone", [1]) == 0
    assert store.names() == []


def test_collections_drop_removes_those_of_every_model(crawl, store):
    image = embedded(crawl, "a.jpg")
    images_index(crawl.id, [image.id])
    assert collections_drop(crawl.id) == 1
    assert store.names() == []


def test_page_places_name_every_beginning_and_part():
    assert page_places("http://a.test/blog/2024/x") == {"/blog", "/blog/2024", "/blog/2024/x", "blog", "2024", "x"}
    assert page_places("http://a.test/") == {"/"}


def test_words_of_a_picture_go_by_the_language_of_most_of_its_pages(crawl, store):
    image = embedded(crawl, "house.jpg", alt="viele Häuser")
    for path, language in (("/one", "de"), ("/two", "de"), ("/three", "en")):
        page = page_make(crawl, path)
        PageText.objects.create(page=page, language=language, sha256="ab")
        sighting_make(image, page, alt="viele Häuser")
    images_index(crawl.id, [image.sha256])
    point = point_id(crawl.id, image.sha256)
    assert store.payloads(collection(crawl), [point])[point]["language"] == "de"
    found = store.search(collection(crawl), WORDS, query_sparse("Haus", ("de",)), limit=5)
    assert [hit.id for hit in found] == [point]

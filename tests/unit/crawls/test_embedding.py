"""Pictures and words become stored vectors, once, and move on to be indexed; with the real models and a real Redis."""

import hashlib
import io
import json
from base64 import b64decode

import numpy as np
import pytest

from imagesearch.blobs.store import BlobKind, blob_store
from imagesearch.crawls.models import Embedding, Image
from imagesearch.crawls.selectors.words import words_key
from imagesearch.crawls.services.embedding import images_embed
from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import scene_random
from imagesearch.embedding.loading import image_encoder, words_encoder
from imagesearch.jobs.messages import EmbedImages
from imagesearch.jobs.sending import BrokerUnavailable
from tasks.embed import images as embed_task
from tests.factories import crawl_make, image_make, page_make, sighting_make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state_dir")]


def thumbnail(seed: int) -> bytes:
    out = io.BytesIO()
    scene_draw(scene_random(seed), (128, 128)).save(out, "JPEG")
    return out.getvalue()


def fetched_make(crawl, name: str, body: bytes | None, **fields) -> Image:
    """A fetched picture, and its thumbnail unless there is none."""
    sha256 = hashlib.sha256(body or name.encode()).hexdigest()
    if body is not None:
        blob_store().put(BlobKind.THUMBNAIL, sha256, body)
    return image_make(crawl, name, **{"status": "fetched", "sha256": sha256} | fields)


def index_messages(broker) -> list[list[int]]:
    bodies = [json.loads(b64decode(json.loads(raw)["body"])) for raw in broker.lrange("index", 0, -1)]
    return [body[1]["payload"]["image_ids"] for body in bodies]


def statuses(crawl) -> dict[str, tuple[str, str]]:
    return {i.url.rpartition("/")[2]: (i.status, i.reason) for i in Image.objects.filter(crawl=crawl)}


def test_embed_stores_unit_vectors_of_pixels_and_words(broker):
    crawl = crawl_make(status="running")
    image = fetched_make(crawl, "a.jpg", thumbnail(1))
    sighting_make(image, page_make(crawl), alt="a red house")
    images_embed(crawl.id, [image.pk])
    for encoder, key in ((image_encoder(), image.sha256), (words_encoder(), words_key("a red house"))):
        stored = Embedding.objects.get(model_key=encoder.key, content_key=key)
        vector = np.frombuffer(stored.vector, "<f2").astype(np.float32)
        assert vector.shape == (encoder.dim,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-2)
    assert statuses(crawl) == {"a.jpg": ("embedded", "")}
    assert index_messages(broker) == [[image.pk]]


def test_embed_twice_computes_once(broker):
    crawl = crawl_make(status="running")
    ids = [fetched_make(crawl, f"{seed}.jpg", thumbnail(seed)).pk for seed in range(3)]
    assert images_embed(crawl.id, ids).images_computed == 3
    assert images_embed(crawl.id, ids).images_computed == 0
    assert Embedding.objects.count() == 3
    assert index_messages(broker) == [ids, ids]


def test_embed_same_content_in_another_crawl_computes_nothing(broker):
    body = thumbnail(1)
    for number, computed in ((1, 1), (2, 0)):
        crawl = crawl_make(status="running")
        image = fetched_make(crawl, f"{number}.jpg", body)
        assert images_embed(crawl.id, [image.pk]).images_computed == computed


def test_embed_failure_of_one_picture_spares_the_others(broker):
    crawl = crawl_make(status="running")
    whole = thumbnail(2)
    images = [
        fetched_make(crawl, "good.jpg", thumbnail(1)),
        fetched_make(crawl, "gone.jpg", None),
        fetched_make(crawl, "noise.jpg", b"no picture"),
        fetched_make(crawl, "torn.jpg", whole[: len(whole) // 2]),
    ]
    report = images_embed(crawl.id, [image.pk for image in images])
    assert report.failed == 3
    assert statuses(crawl) == {
        "good.jpg": ("embedded", ""),
        "gone.jpg": ("failed", "thumbnail_missing"),
        "noise.jpg": ("failed", "embedding_failed"),
        "torn.jpg": ("failed", "embedding_failed"),
    }
    assert index_messages(broker) == [[images[0].pk]]


def test_embed_of_stale_words_embeds_only_the_words(broker):
    crawl = crawl_make(status="running")
    image = fetched_make(crawl, "a.jpg", thumbnail(1))
    images_embed(crawl.id, [image.pk])
    Image.objects.filter(pk=image.pk).update(status="indexed", is_words_stale=True)
    sighting_make(image, page_make(crawl), alt="a red house")
    report = images_embed(crawl.id, [image.pk])
    assert (report.images_computed, report.texts_computed) == (0, 1)
    assert statuses(crawl) == {"a.jpg": ("indexed", "")}


def test_embed_leaves_cancelled_pictures_alone(broker):
    crawl = crawl_make(status="cancelled")
    image = fetched_make(crawl, "a.jpg", thumbnail(1), status="skipped", reason="cancelled")
    assert images_embed(crawl.id, [image.pk]).images == 0
    assert index_messages(broker) == []


def test_embed_without_a_broker_is_tried_again_and_loses_nothing():
    crawl = crawl_make(status="running")
    image = fetched_make(crawl, "a.jpg", thumbnail(1))
    with pytest.raises(BrokerUnavailable):
        images_embed(crawl.id, [image.pk])
    assert statuses(crawl) == {"a.jpg": ("embedded", "")}


def test_embed_task_reads_its_message(broker):
    crawl = crawl_make(status="running")
    image = fetched_make(crawl, "a.jpg", thumbnail(1))
    payload = json.loads(EmbedImages(crawl_id=crawl.id, image_ids=(image.pk,)).model_dump_json())
    embed_task(EmbedImages.receive(payload))
    assert statuses(crawl) == {"a.jpg": ("embedded", "")}

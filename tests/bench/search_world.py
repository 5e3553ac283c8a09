"""What a search is measured on, in processes of their own, so that the measuring one holds no model.

`python -m tests.bench.search_world seed COUNT` writes a crawl with random vectors and sends it to be indexed.
`python -m tests.bench.search_world bare COUNT QUERIES` encodes and queries without anything around it: plainly, by open_clip's
`encode_text` and one query, and with the product's own encoders and queries. Both print JSON.
"""

import hashlib
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

import django
import numpy as np

from imagesearch import env

env.django_settings_use()
django.setup()

from imagesearch.accounts.owners import owner_ensure  # noqa: E402  Django must be set up first
from imagesearch.core.ids import point_id  # noqa: E402
from imagesearch.crawls.models import Crawl, Embedding, Image, Page, Sighting  # noqa: E402
from imagesearch.crawls.selectors.keys import model_keys  # noqa: E402
from imagesearch.crawls.selectors.words import words_key  # noqa: E402
from imagesearch.crawls.states import CrawlStatus, ImageStatus  # noqa: E402
from imagesearch.embedding.loading import query_encoder  # noqa: E402
from imagesearch.jobs.messages import IndexPoints  # noqa: E402
from imagesearch.jobs.sending import send_now  # noqa: E402
from imagesearch.vectors.base import Point, Vector  # noqa: E402
from imagesearch.vectors.edge import EdgeVectorStore  # noqa: E402
from imagesearch.vectors.layout import IMAGE, TEXT, collection_spec  # noqa: E402
from tests.bench.encoding import text_encode_plain  # noqa: E402

NOUNS: Final = [
    "house",
    "tree",
    "car",
    "dog",
    "cat",
    "boat",
    "river",
    "mountain",
    "city",
    "shoe",
    "watch",
    "lamp",
    "table",
    "chair",
    "phone",
    "cake",
    "bridge",
    "bird",
    "horse",
    "train",
]
KINDS: Final = [
    "old",
    "new",
    "small",
    "large",
    "red",
    "blue",
    "green",
    "bright",
    "dark",
    "wooden",
    "broken",
    "empty",
    "quiet",
    "busy",
    "round",
    "tall",
]
BATCH: Final = 500


def queries(count: int) -> list[str]:
    """Different texts of two to four words."""
    rng = random.Random(2)
    return [
        f"{' '.join(rng.sample(KINDS, rng.choice((1, 2))))} {rng.choice(NOUNS)} {number}" for number in range(count)
    ]


def seed(count: int) -> str:
    """A crawl of that many pictures, every third with words; its id. They are indexed by the stack's own worker."""
    rng, words = np.random.default_rng(1), random.Random(1)
    crawl = Crawl.objects.create(
        owner=owner_ensure()[0],
        url="http://bench.test/",
        host="bench.test",
        status=CrawlStatus.COMPLETE,
        reason="finished",
    )
    for start in range(0, count, BATCH):
        _batch_write(crawl, range(start, min(start + BATCH, count)), rng, words)
    ids = list(Image.objects.filter(crawl=crawl).values_list("id", flat=True))
    for start in range(0, count, BATCH):
        send_now(IndexPoints(crawl_id=crawl.id, image_ids=tuple(ids[start : start + BATCH])))
    return crawl.id


def bare(count: int, asked: int) -> dict[str, dict[str, float]]:
    """What a search cannot do without, one thread, warm: once with plain libraries, once with our encoders and both legs."""
    keys, rng, plain, ours = model_keys(), np.random.default_rng(1), text_encode_plain(), query_encoder()
    taken: dict[str, list[float]] = {"plain": [], "ours": []}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        store = EdgeVectorStore(Path(folder), open_max=1)
        store.create("bare", collection_spec(image_dim=keys.image_dim, text_dim=keys.text_dim))
        for start in range(0, count, BATCH):
            store.upsert("bare", [_point(n, rng, keys.image_dim, keys.text_dim) for n in range(start, start + BATCH)])
        for text in ["warm up", *queries(asked)]:
            began = time.perf_counter()
            store.search("bare", IMAGE, plain(text), limit=24)
            plain_ended = time.perf_counter()
            store.search("bare", IMAGE, ours.text_vectors([text])[0], limit=24)
            store.search("bare", TEXT, ours.word_vectors([text])[0], limit=24)
            taken["plain"].append((plain_ended - began) * 1000)
            taken["ours"].append((time.perf_counter() - plain_ended) * 1000)
        store.close()
    return {name: _spread(times[1:]) for name, times in taken.items()}


def _spread(times_ms: list[float]) -> dict[str, float]:
    return {"p50_ms": median(times_ms), "p99_ms": sorted(times_ms)[int(len(times_ms) * 0.99)]}


def _point(number: int, rng: np.random.Generator, image_dim: int, text_dim: int) -> Point:
    return Point(point_id("bare", str(number)), {IMAGE: _unit(rng, image_dim), TEXT: _unit(rng, text_dim)})


def _batch_write(crawl: Crawl, numbers: range, rng: np.random.Generator, words: random.Random) -> None:
    keys = model_keys()
    rows = [_image(crawl, number) for number in numbers]
    page = Page.objects.create(crawl=crawl, url=f"{crawl.url}{numbers.start}", url_key=_key(f"page {numbers.start}"))
    images = Image.objects.bulk_create(rows)
    alts = [f"{words.choice(KINDS)} {words.choice(NOUNS)} {image.pk}" if image.pk % 3 == 0 else "" for image in images]
    sightings = [Sighting(image=i, page=page, route="img-src", alt=alt) for i, alt in zip(images, alts, strict=True)]
    Sighting.objects.bulk_create(sightings)
    contents = [(keys.image_key, image.sha256, keys.image_dim) for image in images]
    contents += [(keys.text_key, words_key(alt), keys.text_dim) for alt in alts if alt]
    vectors = [
        Embedding(model_key=model, content_key=content, vector=_unit(rng, dim).astype("<f2").tobytes())
        for model, content, dim in contents
    ]
    # A smaller world of the same run has some of these pictures already.
    Embedding.objects.bulk_create(vectors, ignore_conflicts=True)


def _image(crawl: Crawl, number: int) -> Image:
    name = f"{crawl.url}{number}.jpg"
    return Image(
        crawl=crawl, url=name, url_key=_key(name), sha256=hashlib.sha256(name.encode()).hexdigest(), format="JPEG",
        width=640, height=480, color="#2658d4", status=ImageStatus.EMBEDDED,
    )  # fmt: skip


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _unit(rng: np.random.Generator, dim: int) -> Vector:
    vector = rng.normal(size=dim).astype(np.float32)
    unit: Vector = vector / np.linalg.norm(vector)
    return unit


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["seed", count]:
            print(json.dumps({"crawl": seed(int(count))}))
        case ["bare", count, asked]:
            print(json.dumps(bare(int(count), int(asked))))
        case _:
            sys.exit(__doc__)

"""A small world for search tests: encoders that know ten words, and crawls indexed with their vectors."""

from collections.abc import Sequence

import numpy as np
from PIL import Image as Picture

from imagesearch.accounts.models import User
from imagesearch.core.ids import collection_name
from imagesearch.crawls.models import Crawl, Embedding, Image, Page, Sighting
from imagesearch.crawls.selectors.points import points_build
from imagesearch.crawls.selectors.words import content_words, words_key
from imagesearch.crawls.states import ImageStatus
from imagesearch.jobs.messages import SearchedCrawl
from imagesearch.search.calibration import Vectors
from imagesearch.vectors.base import VectorStore
from imagesearch.vectors.layout import collection_spec

SEEN = ("dog", "cat", "house", "tree", "boat", "red", "blue", "green")
"""What the image model can see, one axis each."""
MEANINGS = {
    "dog": 0,
    "puppy": 0,
    "cat": 1,
    "house": 2,
    "home": 2,
    "tree": 3,
    "boat": 4,
    "red": 5,
    "blue": 6,
    "green": 7,
}
NOISE_AXES = 24
"""Axes on which everything is random: real vectors are never exactly apart."""
CARD_KEY, WORDS_KEY = "stand-in", "stand-in-words"


def unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def encoded(text: str, axes: dict[str, int]) -> np.ndarray:
    vector = np.zeros(len(SEEN) + NOISE_AXES)
    seed = int.from_bytes(text.encode()[-8:], "big")
    vector[len(SEEN) :] = np.random.default_rng(seed).normal(size=NOISE_AXES) * 0.15
    for word in text.lower().replace(".", " ").split():
        if word in axes:
            vector[axes[word]] += 2
    return unit(vector)


class StandInEncoders:
    """Encoders by words: the 'pixels' of a picture are the words in its name."""

    card_key = CARD_KEY
    pixel_weight = 0.9
    raw_scale = None

    def pixel_trust(self, text: str) -> float:
        return 1.0

    def pixels(self, texts: Sequence[str]) -> Vectors:
        return np.stack([encoded(text, dict(zip(SEEN, range(len(SEEN)), strict=True))) for text in texts])

    def meanings(self, texts: Sequence[str]) -> Vectors:
        return np.stack([encoded(text, MEANINGS) for text in texts])

    def pictures(self, images: Sequence[Picture.Image]) -> Vectors:
        reds = [np.asarray(image, dtype=float)[..., 0].mean() > 128 for image in images]
        return self.pixels(["red" if is_red else "blue" for is_red in reds])


def crawl_of(user: User, host: str = "a.test") -> Crawl:
    return Crawl.objects.create(owner=user, url=f"https://{host}/", host=host, card_key=CARD_KEY)


def picture(crawl: Crawl, shows: str, *, sha256: str = "", **facts: object) -> Image:
    """A picture that shows these words, with sightings' words in `alt`, `title`, `caption`, `context`."""
    number = Image.objects.count() + 1
    key = number.to_bytes(16, "big")
    words = {name: str(facts.pop(name)) for name in ("alt", "title", "caption", "context") if name in facts}
    sha256 = sha256 or f"{number:064x}"
    page = Page.objects.create(crawl=crawl, url=f"{crawl.url}{number}", url_key=key, title=f"Page {number}")
    defaults = {"format": "JPEG", "width": 640, "height": 480, "color": "#d62626"}
    row = Image.objects.create(
        crawl=crawl, url=f"{crawl.url}{number}.jpg", url_key=key, sha256=sha256, status=ImageStatus.INDEXED,
        **{**defaults, **facts},
    )  # fmt: skip
    Sighting.objects.create(image=row, page=page, route="img-src", **words)
    vector = StandInEncoders().pixels([shows])[0]
    Embedding.objects.get_or_create(model_key=CARD_KEY, content_key=sha256, defaults={"vector": half(vector)})
    return row


def half(vector: np.ndarray) -> bytes:
    return vector.astype("<f2").tobytes()


def index(store: VectorStore, crawl: Crawl) -> None:
    """Bring all pictures of a crawl into its collection."""
    encoders = StandInEncoders()
    sha256s = list(Image.objects.filter(crawl=crawl).values_list("sha256", flat=True))
    for text in filter(None, content_words(crawl.id, sha256s).values()):
        vector = half(encoders.meanings([text])[0])
        Embedding.objects.get_or_create(model_key=WORDS_KEY, content_key=words_key(text), defaults={"vector": vector})
    dim = len(SEEN) + NOISE_AXES
    name = collection_name(crawl.id, CARD_KEY)
    store.create(name, collection_spec(image_dim=dim, text_dim=dim))
    store.upsert(name, points_build(crawl, sha256s, image_key=CARD_KEY, text_key=WORDS_KEY).points)


def searched(crawl):
    """The crawl as an asker reads it now."""
    crawl.refresh_from_db()
    return SearchedCrawl(id=crawl.id, card_key=crawl.card_key, index_version=crawl.index_version)

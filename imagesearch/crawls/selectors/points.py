"""Puts together the points of a crawl's collection: vectors from the embedding cache, words and facts from the rows."""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from django.db.models import QuerySet
from PIL import Image as PillowImage

from imagesearch.blobs.store import BlobKind, BlobMissing, blob_store
from imagesearch.core.facets import aspect_class, color_name, size_class
from imagesearch.core.ids import point_id
from imagesearch.core.roles import Role
from imagesearch.core.urls import url_host
from imagesearch.crawls.models import Crawl, Embedding, Image, Sighting
from imagesearch.crawls.selectors.words import Words, content_texts, words_key
from imagesearch.pictures.looks import look_of
from imagesearch.vectors.base import Point, Sparse, Vector
from imagesearch.vectors.bm25 import document_sparse
from imagesearch.vectors.layout import IMAGE, TEXT, WORDS

STORED_DTYPE: Final = "<f2"
"""How `Embedding.vector` holds its numbers."""
PLACES_MAX: Final = 200
"""Places by which one picture can be filtered."""


@dataclass(frozen=True, slots=True)
class PointsBuilt:
    """Points ready to be written, and contents whose vectors must be computed first, in whole or in part."""

    points: tuple[Point, ...]
    lacking: frozenset[str]


def points_build(crawl: Crawl, sha256s: Iterable[str], *, image_key: str, text_key: str) -> PointsBuilt:
    """The points of some contents of a crawl.

    Args:
        crawl: whose pictures.
        sha256s: content hashes.
        image_key: model key of the pixels' vectors.
        text_key: model key of the words' vectors.
    """
    wanted = sorted(set(sha256s))
    texts = content_texts(crawl.id, wanted)
    keys = {sha256: words_key(words.all) for sha256, words in texts.items() if words.all}
    pixels, meanings = vectors_stored(image_key, wanted), vectors_stored(text_key, set(keys.values()))
    facts = _facts(crawl, wanted)
    lacking = {sha256 for sha256 in wanted if sha256 not in pixels}
    lacking |= {sha256 for sha256, key in keys.items() if key not in meanings}
    looks = {sha256: _look(sha256) for sha256 in wanted if sha256 in pixels}
    points = []
    for sha256 in wanted:
        if sha256 in pixels and sha256 in facts:
            meaning, language = meanings.get(keys.get(sha256, "")), str(facts[sha256]["language"])
            vectors = _vectors(pixels[sha256], meaning, texts[sha256], language)
            payload = {
                **facts[sha256],
                "look": looks[sha256],
                "said": texts[sha256].said,
                "around": texts[sha256].around,
            }
            points.append(Point(point_id(crawl.id, sha256), vectors, payload))
    return PointsBuilt(tuple(points), frozenset(lacking))


def vectors_stored(model_key: str, content_keys: Iterable[str]) -> dict[str, Vector]:
    """Vectors of the embedding cache by content key, float32."""
    rows = Embedding.objects.filter(model_key=model_key, content_key__in=list(content_keys))
    return {key: vector_read(stored) for key, stored in rows.values_list("content_key", "vector")}


def vector_read(stored: bytes | memoryview) -> Vector:
    """A vector as `Embedding.vector` holds it, as (dim,) float32."""
    return np.frombuffer(stored, dtype=STORED_DTYPE).astype(np.float32)


def _vectors(pixels: Vector, meaning: Vector | None, words: Words, language: str) -> Mapping[str, Vector | Sparse]:
    vectors: dict[str, Vector | Sparse] = {IMAGE: pixels}
    if meaning is not None:
        vectors[TEXT] = meaning
    # What is said of the picture itself counts twice.
    sparse = document_sparse(f"{words.said} {words.said} {words.around}", language)
    if sparse.indices:
        vectors[WORDS] = sparse
    return vectors


def _look(sha256: str) -> str:
    """What the picture looks like, as hex digits; empty when its thumbnail cannot be read: then it is never folded."""
    try:
        with PillowImage.open(io.BytesIO(blob_store().get(BlobKind.THUMBNAIL, sha256)), formats=("JPEG",)) as image:
            return look_of(image).hex()
    except (BlobMissing, OSError):
        return ""


def _facts(crawl: Crawl, sha256s: Sequence[str]) -> dict[str, dict[str, object]]:
    """Payload by content: equal content has equal size and format; addresses and pages are collected over all of it."""
    facts: dict[str, dict[str, object]] = {}
    hosts: dict[str, set[str]] = {}
    copies: Counter[str] = Counter()
    images = Image.objects.filter(crawl=crawl, sha256__in=sha256s).order_by("id")
    for image in images.only("sha256", "url", "format", "width", "height", "color", "role"):
        hosts.setdefault(image.sha256, set()).add(url_host(image.url))
        copies[image.sha256] += 1
        fact = facts.setdefault(image.sha256, _picture_facts(image))
        if image.role == Role.CONTENT:  # under one of its addresses at least
            fact["role"] = str(Role.CONTENT)
    sightings = Sighting.objects.filter(image__crawl=crawl, image__sha256__in=sha256s).order_by()
    named = set(sightings.exclude(alt="").values_list("image__sha256", flat=True).distinct())
    pages, languages = _pages(sightings)
    for sha256, fact in facts.items():
        fact |= {"host": sorted(hosts[sha256]), "has_alt": int(sha256 in named), "page": sorted(pages.get(sha256, ()))}
        fact |= {"copies": copies[sha256], "language": languages.get(sha256, "")}
    return facts


def _pages(sightings: QuerySet[Sighting]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """For each content the places where it was seen, of a logo on every page only the first ones; and the language
    of most of its pages, by which its words are stemmed.
    """
    places: dict[str, set[str]] = {}
    languages: dict[str, Counter[str]] = {}
    rows = sightings.values_list("image__sha256", "page__url", "page__content__language")
    for sha256, url, language in rows.distinct():
        found = places.setdefault(sha256, set())
        if len(found) < PLACES_MAX:
            found |= page_places(url)
        if language:
            languages.setdefault(sha256, Counter())[language] += 1
    return places, {sha256: max(sorted(counts), key=counts.__getitem__) for sha256, counts in languages.items()}


def page_places(url: str) -> set[str]:
    """What a filter may call a page: each beginning of its path, `/blog` and `/blog/2024`, and each part, `blog`, `2024`."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    beginnings = {"/" + "/".join(parts[: end + 1]) for end in range(len(parts))}
    return beginnings | set(parts) if parts else {"/"}


def _picture_facts(image: Image) -> dict[str, object]:
    return {
        "sha256": image.sha256,
        "order": image.pk,
        "format": image.format,
        "width": image.width,
        "height": image.height,
        "side": max(image.width, image.height),
        "pixels": image.width * image.height,
        "size": size_class(image.width, image.height),
        "aspect": aspect_class(image.width, image.height),
        "color": color_name(image.color),
        "role": image.role,
    }

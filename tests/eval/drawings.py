"""The sample site under the demo model: what every installation can measure, as both come with the project."""

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random
from typing import Final

import numpy as np

from imagesearch.embedding.demo.captions import (
    Caption,
    kind_caption,
    kind_color_caption,
    kind_place_caption,
    pattern_caption,
)
from imagesearch.embedding.demo.drawing import scene_draw
from imagesearch.embedding.demo.scenes import Scene, scene_facts
from imagesearch.embedding.demo.vocabulary import COLORS, KINDS
from imagesearch.embedding.loading import image_encoder, query_encoder
from imagesearch.ops.sample_plan import SitePicture, site_pages
from imagesearch.search.serving import ServingEncoders
from tests.eval.judged import Document, JudgedSet, Query

SEED: Final = 7
STRANGERS: Final = (
    "a giraffe reading a newspaper", "a bowl of noodles", "an astronaut on a horse", "a laptop on a desk", "a wedding dress",
    "people shaking hands", "a city skyline at dusk", "a dog catching a frisbee", "a plate of sushi", "a violin", "an x-ray of a hand",
    "a map of Europe", "a stock chart", "a football stadium", "a passport", "running shoes", "a dragon", "a microscope", "a bridge",
    "a portrait of an old man",
)  # fmt: skip
"""Nothing that was ever drawn here."""
ABSENT_COUNT: Final = 30


def drawings_sets() -> list[JudgedSet]:
    """Pictures with words on every second one; queries by kind, colour, place, pattern; things that are not there."""
    pictures = [picture for page in site_pages() for picture in page.pictures]
    vectors = image_encoder().encode_images([scene_draw(one.scene, one.size_px).convert("RGB") for one in pictures])
    documents = [
        Document(one.file, np.asarray(row), said=one.words) for one, row in zip(pictures, vectors, strict=True)
    ]
    queries = [*_answerable(pictures), *_absent([one.scene for one in pictures]), *map(Query, STRANGERS)]
    about = "the sample site under the demo model"
    return [JudgedSet("drawings", about, documents, queries, ServingEncoders(query_encoder()))]


def _answerable(pictures: Sequence[SitePicture]) -> Iterator[Query]:
    """One query of each sort that a picture can be asked for, each text once."""
    rng = Random(SEED)
    seen: set[str] = set()
    for picture in pictures:
        for caption in _captions(picture.scene, rng):
            if caption.text not in seen:
                seen.add(caption.text)
                yield Query(caption.text, _fitting(caption, pictures))


def _captions(scene: Scene, rng: Random) -> Iterator[Caption]:
    if scene.pattern:
        yield pattern_caption(scene, rng)
        return
    yield rng.choice((kind_caption, kind_color_caption, kind_place_caption))(scene, rng)


def _fitting(caption: Caption, pictures: Sequence[SitePicture]) -> frozenset[str]:
    return frozenset(one.file for one in pictures if caption.required <= scene_facts(one.scene))


def _absent(scenes: Sequence[Scene]) -> Iterator[Query]:
    """Things that the model knows, in colours that they have nowhere on the site."""
    there = set().union(*(scene_facts(scene) for scene in scenes))
    absent = [(k, c) for k, c in product(KINDS, COLORS) if f"kind:{k}:{c}" not in there]
    for kind, color in Random(SEED).sample(absent, min(ABSENT_COUNT, len(absent))):
        yield Query(f"a {color} {KINDS[kind].singular}")

"""What the demo model can see: words against pictures that it never met.

Run: python -m imagesearch.embedding.demo.evaluate [--weights DIR] [--count 1024]
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np

from imagesearch.embedding.base import TextEncoder, Vectors
from imagesearch.embedding.cards import DEMO_WEIGHTS, LOCAL_PREFIX, card_named
from imagesearch.embedding.demo import captions
from imagesearch.embedding.demo.captions import Caption
from imagesearch.embedding.demo.pool import picture_seen
from imagesearch.embedding.demo.scenes import Scene, scene_facts, scene_random
from imagesearch.embedding.openclip import OpenClipEncoder

FIRST_SEED = 10_000_000
"""Training draws the seeds from 0 on; these are far beyond."""
PARTS: dict[str, Callable[[Scene, Random], Caption]] = {
    "kind": captions.kind_caption,
    "kind and colour": captions.kind_color_caption,
    "kind and count": captions.kind_count_caption,
    "kind and place": captions.kind_place_caption,
    "colour": captions.color_caption,
    "count": captions.count_caption,
    "background": captions.background_caption,
    "pattern": captions.pattern_caption,
    "pattern and colour": captions.pattern_color_caption,
}


def scenes_held_out(count: int) -> list[Scene]:
    """Scenes that training never drew."""
    return [scene_random(FIRST_SEED + index) for index in range(count)]


def recall_measure(encoder: OpenClipEncoder, count: int) -> dict[str, float]:
    """How often the best picture for some words is right, by how much the words say.

    Of full captions: the share whose first picture has exactly their subject. Of the others: the share whose first
    picture has all that they ask for. `new combination`: full captions of kinds in colours that training never showed,
    looked for among all the pictures.
    """
    scenes = scenes_held_out(count)
    unseen = [scene_random(FIRST_SEED * 2 + index, held_out=True) for index in range(count // 8)]
    every = scenes + unseen
    vectors = encoder.encode_images([picture_seen(scene) for scene in every])
    rng = Random(FIRST_SEED)
    figures = {
        "full": _subject_recall(encoder, scenes, vectors[:count], scenes, rng),
        "new combination": _subject_recall(encoder, unseen, vectors, every, rng),
    }
    for name, maker in PARTS.items():
        fitting = [scene for scene in scenes if bool(scene.pattern) == name.startswith("pattern")]
        asked = [maker(scene, rng) for scene in fitting]
        figures[name] = _fact_recall(encoder, asked, vectors[:count], scenes)
    return figures


def _subject_recall(
    encoder: TextEncoder, asked: list[Scene], vectors: Vectors, scenes: list[Scene], rng: Random
) -> float:
    texts = [captions.full_caption(scene, rng).text for scene in asked]
    first = (encoder.encode_texts(texts) @ vectors.T).argmax(1)
    return float(np.mean([scenes[hit].subject == scene.subject for hit, scene in zip(first, asked, strict=True)]))


def _fact_recall(encoder: TextEncoder, asked: list[Caption], vectors: Vectors, scenes: list[Scene]) -> float:
    first = (encoder.encode_texts([caption.text for caption in asked]) @ vectors.T).argmax(1)
    return float(np.mean([c.required <= scene_facts(scenes[hit]) for hit, c in zip(first, asked, strict=True)]))


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=DEMO_WEIGHTS)
    parser.add_argument("--count", type=int, default=1024)
    options = parser.parse_args()
    encoder = OpenClipEncoder(card_named(f"{LOCAL_PREFIX}{options.weights}"), device="cpu", precision="fp32")
    print(json.dumps(recall_measure(encoder, options.count), indent=2))


if __name__ == "__main__":
    main()

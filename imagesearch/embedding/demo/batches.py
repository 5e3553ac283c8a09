"""Batches for the training: pictures from the pool, captions made anew each time, and which of them match."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from open_clip.tokenizer import SimpleTokenizer

from imagesearch.embedding.demo.captions import NOTHING, Caption, full_caption, part_caption
from imagesearch.embedding.demo.pool import Pixels
from imagesearch.embedding.demo.scenes import Scene, scene_facts, scene_random

CONTEXT_LENGTH = 24
THEME_IMAGES = 16
THEMED_SHARE = 0.5
"""Half of a batch are pictures of a few kinds or patterns only: there colours and counts must tell them apart."""
WEAK_MATCH = 0.1
"""Weight of a picture that has what a caption asks for, but not alone."""
SHIFT_PX = 3

Weights = NDArray[np.float32]

_tokenizer = SimpleTokenizer(context_length=CONTEXT_LENGTH)


@dataclass(frozen=True, slots=True)
class Batch:
    """n pictures (n, 3, side, side) float32, 2n captions (2n, CONTEXT_LENGTH) int64, weights (2n, n) float32."""

    images: torch.Tensor
    tokens: torch.Tensor
    weights: torch.Tensor


class Vocabulary:
    """The tokens that captions use, numbered without gaps; every other token is number 0.

    The rows of all the other tokens would learn nothing and cost most of the optimiser's time. They share row 0,
    which learns from the strange words of `noise` what to make of a word that says nothing.
    """

    def __init__(self, captions: Sequence[str]) -> None:
        used = {token for caption in captions for token in caption_tokens(caption)}
        self.tokens = sorted(used | {_tokenizer.sot_token_id, _tokenizer.eot_token_id})
        self.rows = torch.zeros(_tokenizer.vocab_size, dtype=torch.int64)
        self.rows[torch.tensor(self.tokens)] = torch.arange(1, len(self.tokens) + 1)

    def encode(self, text: str, rng: Random) -> list[int]:
        """The rows of a caption, now and then with a strange word in it, padded to the context length."""
        words = [int(self.rows[token]) for token in caption_tokens(text)]
        if rng.random() < 0.1:
            words.insert(rng.randint(0, len(words)), 0)
        start, stop = len(self.tokens) - 1, len(self.tokens)
        row = [start, *words[: CONTEXT_LENGTH - 2], stop]
        return row + [0] * (CONTEXT_LENGTH - len(row))


@lru_cache(maxsize=200_000)
def caption_tokens(text: str) -> tuple[int, ...]:
    """The tokens of a caption, without start and end."""
    return tuple(_tokenizer.encode(text))


class BatchSource:
    """Makes batches from the pool without end."""

    def __init__(self, pool: Pixels, vocabulary: Vocabulary, seed: int) -> None:
        self.pool = pool
        self.vocabulary = vocabulary
        self.rng = Random(seed)
        self.scenes = [scene_random(index) for index in range(len(pool))]
        self.facts = [scene_facts(scene) for scene in self.scenes]
        self.themes = _themes(self.scenes)
        self._maker = ThreadPoolExecutor(1)
        self._coming: Future[Batch] | None = None

    def batch_next(self, size: int) -> Batch:
        """The batch made while the last one was trained on; the next is begun at once."""
        batch = self._coming.result() if self._coming else self.batch(size)
        self._coming = self._maker.submit(self.batch, size)
        return batch

    def batch(self, size: int) -> Batch:
        """A batch of `size` pictures with two captions each: a full one and a part."""
        indices = self._indices(size)
        captions = [full_caption(self.scenes[index], self.rng) for index in indices]
        captions += [part_caption(self.scenes[index], self.rng) for index in indices]
        tokens = torch.tensor([self.vocabulary.encode(caption.text, self.rng) for caption in captions])
        weights = match_weights(captions, [self.facts[index] for index in indices])
        return Batch(self._images(indices), tokens, torch.from_numpy(weights))

    def _indices(self, size: int) -> list[int]:
        themes = self.rng.sample(self.themes, round(size * THEMED_SHARE) // THEME_IMAGES)
        themed = [index for theme in themes for index in self.rng.sample(theme, THEME_IMAGES)]
        return themed + self.rng.sample(range(len(self.scenes)), size - len(themed))

    def _images(self, indices: list[int]) -> torch.Tensor:
        pixels = np.stack([_shifted(self.pool[index], self.rng) for index in indices])
        images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
        gain = torch.tensor([self.rng.uniform(0.9, 1.1) for _ in indices]).view(-1, 1, 1, 1)
        return images.mul_(gain).clamp_(-1, 1).contiguous(memory_format=torch.channels_last)


def match_weights(captions: Sequence[Caption], facts: Sequence[frozenset[str]]) -> Weights:
    """How well each caption is met by each picture: 1 fully, WEAK_MATCH in company, 0 not at all.

    Returns:
        (captions, pictures) float32.
    """
    names = {name: number for number, name in enumerate(sorted(frozenset[str]().union(*facts)))}
    has = _hot(facts, names)
    required = _hot([caption.required for caption in captions], names)
    wished = _hot([caption.wished & names.keys() for caption in captions], names)
    meets = required @ has.T >= required.sum(1, keepdims=True)
    pleases = wished @ has.T >= np.array([[len(caption.wished or NOTHING)] for caption in captions])
    weights: Weights = (meets * np.where(pleases, 1.0, WEAK_MATCH)).astype(np.float32)
    return weights


def _hot(rows: Sequence[frozenset[str]], names: dict[str, int]) -> Weights:
    table = np.zeros((len(rows), len(names)), np.float32)
    for number, row in enumerate(rows):
        table[number, [names[name] for name in row]] = 1
    return table


def _shifted(pixels: Pixels, rng: Random) -> Pixels:
    """The picture moved by a few pixels and perhaps mirrored: a pool is small, the world is not."""
    moved = np.roll(pixels, (rng.randint(-SHIFT_PX, SHIFT_PX), rng.randint(-SHIFT_PX, SHIFT_PX)), (0, 1))
    return moved[:, ::-1] if rng.random() < 0.5 else moved


def _themes(scenes: Sequence[Scene]) -> list[list[int]]:
    themes: dict[str, list[int]] = {}
    for index, scene in enumerate(scenes):
        names = [scene.pattern.name] if scene.pattern else [group.kind for group in scene.groups]
        for name in names:
            themes.setdefault(name, []).append(index)
    return [theme for theme in themes.values() if len(theme) >= THEME_IMAGES]

"""The encoders of this process: loaded on first use, kept, and the only reason for torch to be in memory."""

import threading
from collections.abc import Sequence
from functools import cache

from PIL import Image

from imagesearch import env
from imagesearch.embedding.base import ImageEncoder, TextEncoder, Vectors
from imagesearch.embedding.cards import ModelCard
from imagesearch.embedding.choosing import model_choose
from imagesearch.embedding.together import TogetherEncoder

_loading = threading.RLock()
"""Threads of one worker must not load the same model side by side."""


def image_encoder() -> ImageEncoder:
    """The image tower of the model that serves; several seconds on the first call.

    Raises:
        ModelUnavailable: its weights are not to be had.
        Misconfigured: the settings name no usable model.
    """
    with _loading:
        return _picture_encoder()


def words_encoder() -> TextEncoder:
    """The sentence model.

    Raises:
        Misconfigured: it is not there.
    """
    with _loading:
        return _sentence_encoder()


class QueryEncoder:
    """What a search needs of the models: words through both text encoders at once, pictures when somebody brings one."""

    def __init__(self) -> None:
        with _loading:
            self.card: ModelCard = model_choose().card
            self._texts = TogetherEncoder(_text_encoder())
            self._words = TogetherEncoder(_query_sentence_encoder())
        self.words_key = self._words.key

    def text_vectors(self, texts: Sequence[str]) -> Vectors:
        """Texts in the space of the pictures: (n, card.dim) float32, unit norm."""
        return self._texts.encode_texts(texts)

    def word_vectors(self, texts: Sequence[str]) -> Vectors:
        """Texts in the space of the words around pictures: (n, dim of the sentence model) float32, unit norm."""
        return self._words.encode_texts(texts)

    def image_vectors(self, images: Sequence[Image.Image]) -> Vectors:
        """Pictures: (n, card.dim) float32, unit norm; the first call loads the image tower."""
        return image_encoder().encode_images(images)


@cache
def query_encoder() -> QueryEncoder:
    """The query encoder of this process; several seconds on the first call.

    Raises:
        ModelUnavailable: weights are not to be had.
        Misconfigured: the settings name no usable model.
    """
    return QueryEncoder()


@cache
def _picture_encoder() -> ImageEncoder:
    # The one place where torch may be loaded late: a process that never embeds must not carry it.
    from imagesearch.embedding.openclip import OpenClipEncoder

    return OpenClipEncoder(
        model_choose().card,
        towers=frozenset({"image"}),
        device=env.EMBED_DEVICE,
        precision=env.EMBED_PRECISION,
        threads=env.EMBED_TORCH_THREADS,
    )


@cache
def _text_encoder() -> TextEncoder:
    from imagesearch.embedding.openclip import OpenClipEncoder

    return OpenClipEncoder(
        model_choose().card,
        towers=frozenset({"text"}),
        device="cpu",
        precision=env.EMBED_PRECISION,
        threads=env.EMBED_TORCH_THREADS,
    )


@cache
def _sentence_encoder() -> TextEncoder:
    from imagesearch.embedding.words import SentenceEncoder

    return SentenceEncoder(env.WORDS_MODEL, threads=env.EMBED_TORCH_THREADS)


@cache
def _query_sentence_encoder() -> TextEncoder:
    """Of queries only: what is kept of the words around pictures has the same digits on every machine."""
    from imagesearch.embedding.calibration import QUERY_ROWS, precision_choose
    from imagesearch.embedding.words import SentenceEncoder

    is_auto = env.EMBED_PRECISION == "auto"
    precision = precision_choose("cpu", rows=QUERY_ROWS) if is_auto else env.EMBED_PRECISION
    return SentenceEncoder(env.WORDS_MODEL, threads=env.EMBED_TORCH_THREADS, precision=precision)

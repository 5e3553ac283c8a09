"""Under which keys vectors are stored now, and how long they are: without loading any model."""

import json
from dataclasses import dataclass

from imagesearch import env
from imagesearch.embedding.cards import words_folder
from imagesearch.embedding.cards import words_key as words_model_key
from imagesearch.embedding.choosing import model_chosen


@dataclass(frozen=True, slots=True)
class ModelKeys:
    """The keys of the `Embedding` table for pixels and for words, with their dimensions."""

    image_key: str
    image_dim: int
    text_key: str
    text_dim: int


def model_keys() -> ModelKeys:
    """The keys of the models that serve.

    Raises:
        Misconfigured, ModelUnavailable: the configured model is not there.
    """
    card = model_chosen().card
    words = json.loads((words_folder(env.WORDS_MODEL) / "config.json").read_text())
    return ModelKeys(card.key, card.dim, words_model_key(env.WORDS_MODEL), int(words["hidden_size"]))

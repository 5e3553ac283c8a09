"""The sentence encoder: what words mean, in vectors; mean pooling over a small transformer."""

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch.nn.functional import normalize
from transformers import AutoModel, AutoTokenizer

from imagesearch.core.memory import memory_return
from imagesearch.embedding.base import ModelUnavailable, Vectors
from imagesearch.embedding.cards import words_folder, words_key
from imagesearch.embedding.packing import is_packing_possible, pack

BATCH: Final = 16
"""More brings no speed, and 3 MB a text of 90 words."""
TOKENS_MAX: Final = 128
"""About 90 words; sentences of the training data were no longer."""


class SentenceEncoder:
    """A sentence-transformers model with mean pooling. See `TextEncoder` in `base` for what the method promises."""

    def __init__(self, setting: str = "minilm", *, threads: int = 1) -> None:
        folder = words_folder(setting)
        torch.set_num_threads(threads)
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model = AutoModel.from_pretrained(folder, local_files_only=True).eval().requires_grad_(False)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"The sentence model in {folder} cannot be read: {error}") from error
        if is_packing_possible():  # wins with a query's few words, and loses nothing with many
            pack(self._model)
            memory_return()
        # A fast tokenizer that two threads use at once raises "Already borrowed".
        self._tokenizing = threading.Lock()
        self.dim: int = self._model.config.hidden_size
        self.key = words_key(setting)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """See `TextEncoder.encode_texts`; texts of like length are embedded together, so little is padded."""
        vectors = np.empty((len(texts), self.dim), np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._rows([texts[index] for index in batch])
        return vectors

    @torch.inference_mode()
    def _rows(self, texts: list[str]) -> Vectors:
        with self._tokenizing:
            tokens = self._tokenizer(texts, padding=True, truncation=True, max_length=TOKENS_MAX, return_tensors="pt")
        hidden = self._model(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).float()
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        rows: Vectors = normalize(pooled, dim=-1).numpy()
        return rows

"""The sentence encoder: what words mean, in vectors; mean pooling over a small transformer."""

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch import nn
from torch.nn.functional import normalize
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from imagesearch.core.memory import memory_return
from imagesearch.embedding.base import ModelUnavailable, Vectors
from imagesearch.embedding.cards import words_folder, words_key
from imagesearch.embedding.packing import PackedBf16Linear, is_bf16_packing_possible, is_packing_possible, pack
from imagesearch.embedding.tracing import Inputs, traced

# A worker's log is no place for bars that grow, and no loss is asked for.
transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]

BATCH: Final = 16
"""More brings no speed, and 3 MB a text of 90 words."""
TOKENS_MAX: Final = 128
"""About 90 words; sentences of the training data were no longer."""


TEXTS_TO_RECORD_BY: Final = (["two dogs on a beach", "a"], ["a house"], ["", "a red house by the river", "a dog"])
"""Of several lengths, alone and together."""


class SentenceEncoder:
    """A sentence-transformers model with mean pooling. See `TextEncoder` in `base` for what the method promises.

    Args:
        setting: names the model.
        threads: of torch, for one batch.
        precision: `packed`, for what is kept; `bf16` for queries, half the work, a cosine of 0.9999 to that.
    """

    def __init__(self, setting: str = "minilm", *, threads: int = 1, precision: str = "packed") -> None:
        folder = words_folder(setting)
        torch.set_num_threads(threads)
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModel.from_pretrained(folder, local_files_only=True).eval().requires_grad_(False)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"The sentence model in {folder} cannot be read: {error}") from error
        # A fast tokenizer that two threads use at once raises "Already borrowed".
        self._tokenizing = threading.Lock()
        self.dim: int = model.config.hidden_size
        self.key = words_key(setting)
        self._sentences = traced(Sentences(_laid_out(model, precision)), [self._tokens(t) for t in TEXTS_TO_RECORD_BY])
        memory_return()

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
        rows: Vectors = self._sentences(*self._tokens(texts)).numpy()
        return rows

    def _tokens(self, texts: list[str]) -> Inputs:
        with self._tokenizing:
            tokens = self._tokenizer(texts, padding=True, truncation=True, max_length=TOKENS_MAX, return_tensors="pt")
        return tokens["input_ids"], tokens["attention_mask"]


class Sentences(nn.Module):
    """A transformer with the mean over its tokens."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self._model = model

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(n, tokens) int64, and 1 where a token is no padding, to (n, dim) float32 of unit norm."""
        hidden = self._model(input_ids=tokens, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


def _laid_out(model: nn.Module, precision: str) -> nn.Module:
    if precision == "bf16" and is_bf16_packing_possible():
        model = model.to(torch.bfloat16)
        pack(model, PackedBf16Linear)
    elif is_packing_possible():  # wins with a query's few words, and loses nothing with many
        pack(model)
    return model

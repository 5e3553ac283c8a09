"""The open_clip encoder: pictures and texts to unit vectors, on a processor or a CUDA device."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import normalize

from imagesearch.core.errors import Misconfigured
from imagesearch.core.memory import memory_return
from imagesearch.embedding.attention import attentions_replace
from imagesearch.embedding.base import BatchTooLarge, Pixels, Vectors
from imagesearch.embedding.calibration import PICTURES_ROWS, QUERY_ROWS, precision_choose
from imagesearch.embedding.cards import ModelCard
from imagesearch.embedding.packing import PackedBf16Linear, is_bf16_packing_possible, pack
from imagesearch.embedding.texts import TextTower, tokens_cut
from imagesearch.embedding.towers import BOTH, towers_load
from imagesearch.embedding.tracing import traced

CPU_BATCH: Final = 16
"""More brings no speed, and 5 MB a picture."""
CUDA_BATCH: Final = 256
TEXT_BATCH: Final = 128
CUDA_DECODERS: Final = 8
"""Threads that prepare the next pictures while the device works on the last; on a processor they would only compete."""
PRECISIONS: Final = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16, "packed": torch.float32}
"""The type of the numbers that go through the model; `packed` is for a processor, see `packing`."""
TEXT_ONLY: Final = frozenset({"text"})
TEXTS_TO_RECORD_BY: Final = (["a photo of two dogs", "a"], ["a house"], ["", "a red house by the river", "a dog"])
"""Of several lengths, alone and together."""


class OpenClipEncoder:
    """One model of a card, or one tower of it, on one device. See the ports in `base` for what the methods promise."""

    def __init__(
        self,
        card: ModelCard,
        *,
        towers: frozenset[str] = BOTH,
        device: str = "auto",
        precision: str = "auto",
        threads: int = 1,
        batch_images: int | None = None,
    ) -> None:
        self.device = device_choose(device)
        if self.device == "cpu":
            torch.set_num_threads(threads)
        wanted = card.precision if precision == "auto" else precision
        self.precision = _precision_measured(self.device, towers) if wanted == "auto" else wanted
        if self.precision not in PRECISIONS or (self.precision == "packed" and self.device != "cpu"):
            raise Misconfigured(f"There is no precision {self.precision!r}; known are auto, fp32, bf16 and fp16.")
        self.card, self.dim, self.key = card, card.dim, card.key
        self.dtype = PRECISIONS[self.precision]
        self.batch_images = batch_images or (CPU_BATCH if self.device == "cpu" else CUDA_BATCH)
        loaded = towers_load(card, towers=towers, device=self.device, dtype=self.dtype)
        self.model, self.preprocessing, self._tokenize = loaded.model, loaded.preprocessing, loaded.tokenize
        if self.device == "cpu":
            self._lay_out(towers)
        self._text_tower = self._text_tower_of(towers)
        shape = (1, 3, 1, 1)
        self._mean = torch.tensor(self.preprocessing.mean, device=self.device).view(shape) * 255
        self._std = torch.tensor(self.preprocessing.std, device=self.device).view(shape) * 255
        self._decoders = None if self.device == "cpu" else ThreadPoolExecutor(CUDA_DECODERS)

    def _lay_out(self, towers: frozenset[str]) -> None:
        """Fit the layers to the processor."""
        if self.precision == "packed":
            pack(self.model)
        elif self.precision == "bf16" and is_bf16_packing_possible():
            pack(self.model, PackedBf16Linear)
        elif towers == TEXT_ONLY:  # torch's fast path for pictures has no mask, and is as fast
            attentions_replace(self.model)
        memory_return()

    def _text_tower_of(self, towers: frozenset[str]) -> Callable[[torch.Tensor], torch.Tensor] | None:
        """What encodes texts; recorded where many threads will ask it for a few texts each."""
        if self._tokenize is None:
            return None
        tower = TextTower(self.model)
        if self.device != "cpu" or towers != TEXT_ONLY:
            return tower
        return traced(tower, [(tokens_cut(self.model, self._tokenize(texts)),) for texts in TEXTS_TO_RECORD_BY])

    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        """See `ImageEncoder.encode_images`."""
        rows = [self.encode_pixels(pixels) for pixels in self._pixels_ahead(images)]
        return _checked(np.concatenate(rows) if rows else np.empty((0, self.dim), np.float32), self.dim)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """See `TextEncoder.encode_texts`."""
        starts = range(0, len(texts), TEXT_BATCH)
        rows = [self._text_rows(texts[start : start + TEXT_BATCH]) for start in starts]
        return _checked(np.concatenate(rows) if rows else np.empty((0, self.dim), np.float32), self.dim)

    def encode_pixels(self, pixels: Pixels) -> Vectors:
        """Embed pictures that are resized already; a batch that does not fit on the device is halved.

        Args:
            pixels: (n, side, side, 3) uint8 RGB.

        Returns:
            (n, dim) float32, unit norm.

        Raises:
            BatchTooLarge: not even one fits.
        """
        try:
            return self._image_rows(pixels)
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
            if len(pixels) == 1:
                raise BatchTooLarge("Not even one picture fits on the device.") from None
        half = len(pixels) // 2
        return np.concatenate([self.encode_pixels(pixels[:half]), self.encode_pixels(pixels[half:])])

    @torch.inference_mode()
    def _image_rows(self, pixels: Pixels) -> Vectors:
        batch = torch.from_numpy(pixels).to(self.device, non_blocking=True)
        # Bytes travel to the device and become numbers there: a quarter of the traffic.
        x = batch.permute(0, 3, 1, 2).float().sub_(self._mean).div_(self._std).to(self.dtype)
        return _rows(self.model.encode_image(x))

    @torch.inference_mode()
    def _text_rows(self, texts: Sequence[str]) -> Vectors:
        if self._tokenize is None or self._text_tower is None:
            raise Misconfigured("This encoder was loaded without its text tower.")
        tokens = self._tokenize(list(texts)).to(self.device)
        return _rows(self._text_tower(tokens_cut(self.model, tokens)))

    def _pixels_ahead(self, images: Sequence[Image.Image]) -> Iterator[Pixels]:
        """Batches of pixels; with a device of its own for the model, the next one is made while the last is embedded."""
        chunks = [images[start : start + self.batch_images] for start in range(0, len(images), self.batch_images)]
        if self._decoders is None:
            yield from (np.stack([self.preprocessing.pixels(image) for image in chunk]) for chunk in chunks)
            return
        futures = [[self._decoders.submit(self.preprocessing.pixels, image) for image in chunk] for chunk in chunks]
        for chunk_futures in futures:
            yield np.stack([future.result() for future in chunk_futures])


def device_choose(setting: str) -> str:
    """The device that a setting names: `auto` is the first CUDA device, if there is one."""
    if setting != "auto":
        return setting
    return "cuda:0" if torch.cuda.is_available() else "cpu"


def _precision_measured(device: str, towers: frozenset[str]) -> str:
    return precision_choose(device, rows=QUERY_ROWS if towers == TEXT_ONLY else PICTURES_ROWS)


def _rows(features: torch.Tensor) -> Vectors:
    rows: Vectors = normalize(features.float(), dim=-1).cpu().numpy()
    return rows


def _checked(vectors: Vectors, dim: int) -> Vectors:
    assert vectors.shape[1:] == (dim,), f"the model gives {vectors.shape[1:]}, its card says {dim}"
    assert len(vectors) == 0 or np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    return vectors

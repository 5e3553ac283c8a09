"""The bare model: weights to measure with, and the loop of `encode_image` that everything is compared to.

`python -m tests.bench.encoding weights FILE` writes a ViT-B-32 with random weights: as fast as a trained one.
`python -m tests.bench.encoding loop CARD COUNT BATCH` embeds random pixels and prints what that took, as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import open_clip
import torch
from safetensors.torch import save_file

from imagesearch import env
from imagesearch.embedding.choosing import model_choose
from imagesearch.embedding.openclip import OpenClipEncoder
from imagesearch.embedding.towers import towers_load
from imagesearch.vectors.base import Vector


def weights_write(path: Path) -> None:
    """Random weights in half precision."""
    torch.manual_seed(0)
    model = open_clip.create_model("ViT-B-32").to(torch.bfloat16)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), path)


@torch.inference_mode()
def loop(card: str, count: int, batch: int) -> dict[str, float | str]:
    """The model as the embed worker loads it, and nothing around it."""
    threads = env.EMBED_TORCH_THREADS
    encoder = OpenClipEncoder(model_choose(setting=card).card, towers=frozenset({"image"}), threads=threads)
    pixels = torch.randn(batch, 3, encoder.card.input_px, encoder.card.input_px).to(encoder.dtype)
    encoder.model.encode_image(pixels)
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(0, count, batch):
        encoder.model.encode_image(pixels)
    images = -(-count // batch) * batch
    return {
        "images_per_second": images / (time.perf_counter() - wall),
        "cpu_ms_per_image": (time.process_time() - cpu) / images * 1000,
        "precision": encoder.precision,
        "threads": threads,
    }


def text_encode_plain() -> Callable[[str], Vector]:
    """`encode_text` of the model that serves as open_clip has it: all tokens of the context, fp32."""
    card = model_choose().card
    torch.set_num_threads(env.EMBED_TORCH_THREADS)
    loaded = towers_load(card, towers=frozenset({"text"}))
    tokenize = loaded.tokenize
    assert tokenize is not None

    @torch.inference_mode()
    def encode(text: str) -> Vector:
        vector: Vector = loaded.model.encode_text(tokenize([text]), normalize=True)[0].numpy()
        return vector

    return encode


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["weights", file]:
            weights_write(Path(file))
        case ["loop", name, images, size]:
            print(json.dumps(loop(name, int(images), int(size))))
        case _:
            sys.exit(__doc__)

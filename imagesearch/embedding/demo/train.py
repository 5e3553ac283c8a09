"""Training of the demo model: contrastive, on drawn scenes, on the processor, in a given number of minutes.

Run: python -m imagesearch.embedding.demo.train --minutes 60 --out DIR [--pool FILE]
It writes a checkpoint every few minutes and goes on from it when started again with the same folder.
"""

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import torch
from open_clip.model import CLIP
from safetensors.torch import save_file
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import normalize

from imagesearch.embedding.demo.batches import CONTEXT_LENGTH, Batch, BatchSource, Vocabulary
from imagesearch.embedding.demo.captions import full_caption, part_caption
from imagesearch.embedding.demo.pool import INPUT_PX, pool_open, pool_write
from imagesearch.embedding.demo.scenes import scene_random
from imagesearch.embedding.texts import text_features

MODEL: Final[dict[str, Any]] = {
    "embed_dim": 128,
    "vision_cfg": {
        "image_size": INPUT_PX,
        "timm_model_name": "resnet10t",
        "timm_model_pretrained": False,
        "timm_pool": "avg",
        "timm_proj": "linear",
    },
    "text_cfg": {"context_length": CONTEXT_LENGTH, "vocab_size": 49408, "width": 96, "heads": 3, "layers": 4},
}
PREPROCESS: Final = {
    "size": INPUT_PX,
    "mode": "RGB",
    "mean": [0.5, 0.5, 0.5],
    "std": [0.5, 0.5, 0.5],
    "interpolation": "bicubic",
    "resize_mode": "squash",
}
RATE_MAX = 1.5e-3
RATE_FLOOR = 0.01
WARM_UP_SHARE = 0.03
SCALE_MAX = math.log(60)
CHECKPOINT_SECONDS = 240
VOCABULARY_SCENES = 20_000


@dataclass(slots=True)
class Run:
    """What a training needs to go on, in this process or in the next."""

    model: CLIP
    optimizer: torch.optim.Optimizer
    vocabulary: Vocabulary
    step: int = 0
    spent_seconds: float = 0.0


def run_start() -> Run:
    """A fresh model, with as many token rows as captions have words."""
    torch.manual_seed(1)
    rng = Random(1)
    scenes = [scene_random(-1 - index) for index in range(VOCABULARY_SCENES)]
    texts = [maker(scene, rng).text for scene in scenes for maker in (full_caption, part_caption)]
    vocabulary = Vocabulary(texts)
    text_cfg = MODEL["text_cfg"] | {"vocab_size": len(vocabulary.tokens) + 1}
    model = CLIP(MODEL["embed_dim"], MODEL["vision_cfg"], text_cfg)
    model.visual.to(memory_format=torch.channels_last)
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}]
    return Run(model, torch.optim.AdamW(groups, lr=RATE_MAX, betas=(0.9, 0.98), fused=True), vocabulary)


def rate_at(share: float) -> float:
    """The learning rate when this share of the time is spent: warm-up, then a cosine to nearly nothing."""
    if share < WARM_UP_SHARE:
        return RATE_MAX * (0.02 + 0.98 * share / WARM_UP_SHARE)
    rest = min(1.0, (share - WARM_UP_SHARE) / (1 - WARM_UP_SHARE))
    return RATE_MAX * (RATE_FLOOR + (1 - RATE_FLOOR) * (1 + math.cos(math.pi * rest)) / 2)


def batch_loss(model: CLIP, batch: Batch) -> torch.Tensor:
    """Cross entropy against all matching pairs of the batch, from words to pictures and back."""
    with torch.autocast("cpu", torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
        images = model.encode_image(batch.images)
        texts = text_features(model, batch.tokens)
    logits = model.logit_scale.exp() * normalize(texts.float(), dim=-1) @ normalize(images.float(), dim=-1).T
    to_images = batch.weights / batch.weights.sum(1, keepdim=True)
    to_texts = batch.weights / batch.weights.sum(0, keepdim=True)
    words = -(to_images * logits.log_softmax(1)).sum(1).mean()
    pictures = -(to_texts * logits.log_softmax(0)).sum(0).mean()
    loss: torch.Tensor = 0.7 * words + 0.3 * pictures
    return loss


def run_step(run: Run, batch: Batch, share: float) -> float:
    """One step of the optimiser; returns the loss."""
    for group in run.optimizer.param_groups:
        group["lr"] = rate_at(share)
    loss = batch_loss(run.model, batch)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    run.optimizer.step()
    run.optimizer.zero_grad(set_to_none=True)
    with torch.no_grad():
        run.model.logit_scale.clamp_(max=SCALE_MAX)
    run.step += 1
    return loss.item()


def run_save(run: Run, out: Path) -> None:
    """Write the checkpoint and the weights as open_clip reads them."""
    out.mkdir(parents=True, exist_ok=True)
    state = {"model": run.model.state_dict(), "optimizer": run.optimizer.state_dict()}
    part = out / "checkpoint.part"
    torch.save(state | {"step": run.step, "spent_seconds": run.spent_seconds}, part)
    part.rename(out / "checkpoint.pt")
    weights_write(run, out)


def run_resume(run: Run, out: Path) -> None:
    """Go on from the checkpoint of a folder, if there is one."""
    file = out / "checkpoint.pt"
    if not file.exists():
        return
    state = torch.load(file, weights_only=True)
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    run.step, run.spent_seconds = state["step"], state["spent_seconds"]


def weights_write(run: Run, out: Path) -> None:
    """The weights in fp16 with the token rows put back in their places, and the configuration beside them."""
    state = {name: _halved(value) for name, value in run.model.state_dict().items()}
    state["token_embedding.weight"] = state["token_embedding.weight"][run.vocabulary.rows].contiguous()
    save_file(state, out / "open_clip_model.safetensors")
    config = {"model_cfg": MODEL, "preprocess_cfg": PREPROCESS}
    (out / "open_clip_config.json").write_text(json.dumps(config, indent=2) + "\n")


def _halved(value: torch.Tensor) -> torch.Tensor:
    return (value.detach().half() if value.is_floating_point() else value.detach()).contiguous()


def run_train(run: Run, source: BatchSource, out: Path, minutes: float, size: int) -> None:
    """Train until the time is spent; a step that begins ends."""
    saved = started = time.monotonic() - run.spent_seconds
    while (share := run.spent_seconds / (minutes * 60)) < 1:
        loss = run_step(run, source.batch_next(size), share)
        now = time.monotonic()
        run.spent_seconds = now - started
        if run.step % 20 == 0:
            print(f"step {run.step} loss {loss:.3f} minutes {run.spent_seconds / 60:.1f}", flush=True)
        if now - saved > CHECKPOINT_SECONDS:
            run_save(run, out)
            saved = now
    run_save(run, out)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pool", type=Path, help="file of drawn pictures; drawn if it is missing")
    parser.add_argument("--pool-count", type=int, default=72_000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    pool = options.pool or options.out / "pool.u8"
    pool_write(pool, options.pool_count, options.threads)
    run = run_start()
    run_resume(run, options.out)
    source = BatchSource(pool_open(pool, options.pool_count), run.vocabulary, seed=run.step)
    run_train(run, source, options.out, options.minutes, options.batch)


if __name__ == "__main__":
    main()

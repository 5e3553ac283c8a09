"""Loads an open_clip model in the precision it will run in, and only the towers that are needed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

import open_clip
import torch
from open_clip.factory import load_checkpoint
from safetensors import SafetensorError, safe_open
from torch.nn import init
from torch.overrides import TorchFunctionMode

from imagesearch.core.errors import Misconfigured
from imagesearch.embedding.base import ModelUnavailable
from imagesearch.embedding.cards import CONFIG_NAME, LOCAL_PREFIX, ModelCard, weights_file
from imagesearch.embedding.preprocessing import Preprocessing

BOTH: Final = frozenset({"image", "text"})
TEXT_PARTS: Final = (
    "text",
    "transformer",
    "token_embedding",
    "positional_embedding",
    "ln_final",
    "text_projection",
    "attn_mask",
)

RANDOM_FILLS: Final = frozenset(
    {
        init.uniform_,
        init.normal_,
        init.trunc_normal_,
        init.kaiming_uniform_,
        torch.Tensor.uniform_,
        torch.Tensor.normal_,
    }
)

Tokenize = Callable[[list[str]], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Towers:
    """A loaded model: in evaluation mode, without gradients, with the towers asked for."""

    model: Any
    preprocessing: Preprocessing
    tokenize: Tokenize | None


def towers_load(
    card: ModelCard, *, towers: frozenset[str] = BOTH, device: str = "cpu", dtype: torch.dtype = torch.float32
) -> Towers:
    """Build a card's model and fill it from its weights, tensor by tensor: never a second copy of all in memory.

    Raises:
        ModelUnavailable: the card has no weights on this machine, or they cannot be read.
        Misconfigured: they are weights of another architecture.
    """
    if card.weights is None:
        raise ModelUnavailable(f"The weights of {card.name} are not on this machine.", code="model_missing")
    name = f"{LOCAL_PREFIX}{card.weights}" if (card.weights / CONFIG_NAME).is_file() else card.architecture
    with _default_dtype(dtype), _quiet(), _Unfilled():
        model = open_clip.create_model(
            name, load_weights=False, pretrained_text=False, force_preprocess_cfg=_tag_preprocessing(card, name)
        )
    preprocessing = _preprocessing(model.visual.preprocess_cfg)
    _fill(model, weights_file(card.weights), towers)
    model.eval().requires_grad_(requires_grad=False).to(device)
    if "text" not in towers:
        return Towers(model, preprocessing, None)
    with _quiet():
        return Towers(model, preprocessing, open_clip.get_tokenizer(name))


class _Unfilled(TorchFunctionMode):
    """Parameters are left as they were allotted: the file fills them, and what is never written to takes no memory."""

    def __torch_function__(
        self, func: Any, _types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func in RANDOM_FILLS:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


@contextmanager
def _default_dtype(dtype: torch.dtype) -> Iterator[None]:
    """Parameters are made in this precision at once: half the memory, and no conversion after."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without open_clip's diary on the root logger, and its warning that a model we are about to fill is empty."""
    root = logging.getLogger()
    is_ours: Callable[[logging.LogRecord], bool] = lambda record: "open_clip" not in record.pathname  # noqa: E731
    root.addFilter(is_ours)
    try:
        yield
    finally:
        root.removeFilter(is_ours)


def _tag_preprocessing(card: ModelCard, name: str) -> dict[str, Any]:
    """What the published weights were trained with; a folder brings its own."""
    if name.startswith(LOCAL_PREFIX) or not card.pretrained:
        return {}
    tag = open_clip.get_pretrained_cfg(card.architecture, card.pretrained) or {}
    return {key: tag[key] for key in ("mean", "std", "interpolation", "resize_mode") if tag.get(key)}


def _preprocessing(config: dict[str, Any]) -> Preprocessing:
    side_px = config["size"] if isinstance(config["size"], int) else config["size"][0]
    mean, std = tuple(config["mean"]), tuple(config["std"])
    return Preprocessing(side_px, mean, std, config["interpolation"], config["resize_mode"])


def _fill(model: Any, file: Path, towers: frozenset[str]) -> None:
    try:
        if file.suffix == ".safetensors" and _names(file) >= set(model.state_dict()):
            _towers_drop(model, towers)
            _copy(model, file)
        else:  # older or foreign layouts, which open_clip knows to convert
            load_checkpoint(model, str(file))
            _towers_drop(model, towers)
    except (OSError, ValueError, SafetensorError, UnpicklingError) as error:
        raise ModelUnavailable(f"The weights in {file} cannot be read: {error}") from error
    except RuntimeError as error:
        raise Misconfigured(
            f"The weights in {file} do not fit the model: {str(error)[:300]}", code="model_mismatch"
        ) from error


def _names(file: Path) -> set[str]:
    with safe_open(file, framework="pt") as source:
        return set(source.keys())


@torch.no_grad()
def _copy(model: Any, file: Path) -> None:
    for name, target in model.state_dict().items():
        # Opened for each tensor: pages of the file stay in this process's memory as long as it is mapped.
        with safe_open(file, framework="pt") as source:
            target.copy_(source.get_tensor(name))


def _towers_drop(model: Any, towers: frozenset[str]) -> None:
    parts = () if towers >= BOTH else ("visual",) if towers == {"text"} else TEXT_PARTS
    for part in parts:
        if hasattr(model, part):
            delattr(model, part)

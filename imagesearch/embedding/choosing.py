"""Which model serves: decided once for all processes, remembered in the state folder, and never by loading one.

A worker decides as it starts (`model_choose`); every other process, web included, reads what was decided (`model_chosen`).
"""

import fcntl
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imagesearch import env
from imagesearch.core.errors import Misconfigured
from imagesearch.embedding.base import ModelUnavailable
from imagesearch.embedding.cards import DEFAULT_CARD, DEMO_CARD, ModelCard, card_named, weights_find
from imagesearch.embedding.downloading import weights_fetch

log = logging.getLogger(__name__)

FILE_NAME: Final = "model.json"
HUB_CACHE: Final = Path.home() / ".cache" / "huggingface" / "hub"
HUB_PATIENCE_SECONDS: Final = 3600
"""A hub that did not answer is not asked again for this long."""
DEMO_LIMITS: Final = (
    "it knows drawn shapes and colours, not photographs. Searches still use the words around each picture."
)
DEMO_NOTICE: Final = f"The small demo model is serving, because the weights of {DEFAULT_CARD.name} are not on this machine: {DEMO_LIMITS}"
DEMO_BY_NAME_NOTICE: Final = f"The small demo model is serving, as the settings say: {DEMO_LIMITS}"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The card that serves, and what people must be told about it; empty if nothing."""

    card: ModelCard
    notice: str = ""


def model_choose(
    *, setting: str = env.MODEL, models_dir: Path = env.MODELS_DIR, state_dir: Path = env.STATE_DIR
) -> ModelChoice:
    """Decide which card serves, fetching its weights if need be, and remember it for the other processes.

    `auto` is the default card if its weights are on this machine or the hub gives them, else the demo model.

    Raises:
        Misconfigured: the named card does not exist, or its folder holds no model.
        ModelUnavailable: the weights of the named card are neither here nor to be had.
    """
    with _locked(state_dir):
        remembered = _remembered(setting, state_dir)
        if remembered and not _is_outdated(remembered, setting, models_dir, state_dir):
            return remembered
        choice = _auto(models_dir) if setting == "auto" else _by_name(_named(setting, models_dir))
        _remember(choice, setting, state_dir)
    log.info("model_chosen", extra={"model": choice.card.name, "key": choice.card.key, "setting": setting})
    return choice


def model_chosen(
    *, setting: str = env.MODEL, models_dir: Path = env.MODELS_DIR, state_dir: Path = env.STATE_DIR
) -> ModelChoice:
    """The card that serves, as far as this machine's files tell: fast, without the hub and without a lock.

    Raises:
        Misconfigured: the named card does not exist, or its folder holds no model.
        ModelUnavailable: the weights of the named card are not on this machine.
    """
    if remembered := _remembered(setting, state_dir):
        return remembered
    name = DEFAULT_CARD.name if setting == "auto" else setting
    card = _found(card_named(name), models_dir)
    if card:
        return _by_name(card)
    if setting == "auto":
        return ModelChoice(card_named(DEMO_CARD.name), DEMO_NOTICE)
    raise _missing(name, models_dir)


def _auto(models_dir: Path) -> ModelChoice:
    try:
        return ModelChoice(_named(DEFAULT_CARD.name, models_dir))
    except ModelUnavailable as error:
        log.info("demo_model_serves", extra={"because": error.sentence})
        return ModelChoice(card_named(DEMO_CARD.name), DEMO_NOTICE)


def _by_name(card: ModelCard) -> ModelChoice:
    return ModelChoice(card, DEMO_BY_NAME_NOTICE if card.name == DEMO_CARD.name else "")


def _named(name: str, models_dir: Path) -> ModelCard:
    card = card_named(name)
    if found := _found(card, models_dir):
        return found
    if not card.repository:
        raise _missing(name, models_dir)
    return card.located(weights_fetch(card, models_dir))


def _found(card: ModelCard, models_dir: Path) -> ModelCard | None:
    if card.weights:
        return card
    weights = weights_find(card, (models_dir, HUB_CACHE))
    return card.located(weights) if weights else None


def _missing(name: str, models_dir: Path) -> ModelUnavailable:
    return ModelUnavailable(
        f"The weights of {name} are not on this machine; put them into {models_dir}.", code="model_missing"
    )


def _is_outdated(remembered: ModelChoice, setting: str, models_dir: Path, state_dir: Path) -> bool:
    """Whether a demo model that serves for want of a better one may have one by now."""
    if setting != "auto" or not remembered.notice:
        return False
    age_seconds = time.time() - (state_dir / FILE_NAME).stat().st_mtime
    return age_seconds > HUB_PATIENCE_SECONDS or _found(DEFAULT_CARD, models_dir) is not None


def _remembered(setting: str, state_dir: Path) -> ModelChoice | None:
    try:
        known = json.loads((state_dir / FILE_NAME).read_text())
        if known["setting"] != setting:
            return None
        card = card_named(known["name"])
        weights = Path(known["weights"])
        if not weights.exists():
            return None
        return ModelChoice(card.located(weights), known["notice"])
    except (FileNotFoundError, ValueError, KeyError, Misconfigured):
        return None


def _remember(choice: ModelChoice, setting: str, state_dir: Path) -> None:
    name = setting if setting != "auto" else choice.card.name
    known = {"setting": setting, "name": name, "weights": str(choice.card.weights), "notice": choice.notice}
    temporary = state_dir / f"{FILE_NAME}.new"
    temporary.write_text(json.dumps(known, indent=1))
    temporary.replace(state_dir / FILE_NAME)


@contextmanager
def _locked(state_dir: Path) -> Iterator[None]:
    """Workers that start together decide one after the other, and so alike."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

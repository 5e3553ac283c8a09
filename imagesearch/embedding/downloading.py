"""Fetches the weights of a card from the hub, whole or not at all."""

import hashlib
import logging
import shutil
from pathlib import Path
from typing import Final

import httpx

from imagesearch.embedding.base import ModelUnavailable
from imagesearch.embedding.cards import ModelCard

log = logging.getLogger(__name__)

HUB_URL: Final = "https://huggingface.co"
TIMEOUT: Final = httpx.Timeout(30, connect=4)
"""A machine without a way to the hub must learn that quickly: four seconds, once."""


def weights_fetch(card: ModelCard, models_dir: Path) -> Path:
    """Download the files of a card into `models_dir/NAME`.

    Returns:
        That folder.

    Raises:
        ModelUnavailable: the hub does not answer, or what it sent is not what it said.
    """
    part = models_dir / f"{card.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
            for name in card.files:
                _file_fetch(client, f"{HUB_URL}/{card.repository}/resolve/main/{name}", part / name)
        return part.rename(models_dir / card.name)
    except (httpx.HTTPError, OSError) as error:
        raise ModelUnavailable(f"The weights of {card.name} could not be fetched: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _file_fetch(client: httpx.Client, url: str, file: Path) -> None:
    log.info("weights_fetching", extra={"url": url})
    digest = hashlib.sha256()
    with client.stream("GET", url) as response, file.open("wb") as out:
        response.raise_for_status()
        for chunk in response.iter_bytes(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    # The hub names the SHA-256 of large files on the answer that redirects to the storage.
    stated = [r.headers.get("x-linked-etag", "").strip('"') for r in (*response.history, response)]
    if any(len(tag) == 64 and tag != digest.hexdigest() for tag in stated):
        raise ModelUnavailable(f"{url} arrived damaged: its SHA-256 is not the one the hub states.")

"""Identifiers: random for crawls, derived for points, so that what is done twice is done once."""

import re
import secrets
import uuid
from typing import Final

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that reads like another."""
CRAWL_ID_LENGTH: Final = 12
"""About 59 bits: not to be guessed, short enough to be typed."""
NOT_IN_NAMES: Final = re.compile(r"[^\w.-]")
"""What neither a folder nor a collection of a Qdrant server may have in its name."""
POINT_NAMESPACE: Final = uuid.UUID("6f0a3f6e-0b1d-4d9c-9a52-3c1e5b7a9d10")


def crawl_id_new() -> str:
    """A new random crawl id."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CRAWL_ID_LENGTH))


def point_id(crawl_id: str, sha256: str) -> str:
    """The id of a picture's point in its crawl's collection: the same content gives the same id every time."""
    return str(uuid.uuid5(POINT_NAMESPACE, f"{crawl_id}:{sha256}"))


def collection_name(crawl_id: str, card_key: str) -> str:
    """The collection of a crawl under one model card; another card builds its own beside it."""
    return f"crawl_{crawl_id}_{NOT_IN_NAMES.sub('-', card_key)}"

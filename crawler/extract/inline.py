"""Pictures inside a page: `data:` addresses, decoded, and the short addresses that stand for them in the tables."""

import base64
import binascii
import hashlib
import re
from typing import Final
from urllib.parse import unquote_to_bytes

_SHORT: Final = re.compile(r"data:[\w.+/-]*;sha256,([0-9a-f]{64})\Z")


def data_bytes(url: str) -> bytes | None:
    """The bytes of a `data:` address; None if it cannot be read."""
    head, comma, data = url.partition(",")
    if not comma or not head.lower().startswith("data:"):
        return None
    raw = unquote_to_bytes(data)
    if not head.lower().rstrip().endswith(";base64"):
        return raw
    try:
        letters = re.sub(rb"[\s=]+", b"", raw)
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def inline_address(url: str, body: bytes) -> tuple[str, str]:
    """The short address of a picture inside a page, and the key of its bytes in the store."""
    kind = re.match(r"data:([\w.+/-]{0,60})", url, re.IGNORECASE)
    key = hashlib.sha256(body).hexdigest()
    return f"data:{kind.group(1).lower() if kind else ''};sha256,{key}", key


def inline_key(address: str) -> str | None:
    """The store's key for a short address; None for any other address."""
    match = _SHORT.match(address)
    return match.group(1) if match else None

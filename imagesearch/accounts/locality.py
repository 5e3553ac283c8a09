"""Decides whether a request comes from the person at this machine, by our own pages or by none."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED_HEADERS: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host")
"""A proxy stands between: the peer address is the proxy's, not the asker's."""


def is_from_local_owner(*, peer: str, headers: dict[str, str]) -> bool:
    """Whether the request may act as the local owner.

    The peer and the Host must both be loopback (a foreign name that resolves here is DNS rebinding), no proxy may
    have passed it on, and a browser must not have sent it for another site's page.

    Args:
        peer: address of the other end of the connection.
        headers: request headers, names in lower case.
    """
    if not settings.IS_LOCAL_OWNER_TRUSTED or any(name in headers for name in FORWARDED_HEADERS):
        return False
    return _is_loopback(peer) and _host_name(headers.get("host", "")) in LOOPBACK_NAMES and is_same_origin(headers)


def is_same_origin(headers: dict[str, str]) -> bool:
    """Whether the request was not made by another site's page; programs send no Origin."""
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        # A link from elsewhere may open a page of ours: top-level navigations carry no power of their own.
        return headers.get("sec-fetch-mode") == "navigate" and "origin" not in headers
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _is_loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str:
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host

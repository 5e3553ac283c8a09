"""Who asks, and from where."""

import ipaddress
from typing import Final

from django.http import HttpRequest
from rest_framework.request import Request

from imagesearch import env
from imagesearch.accounts.models import User

NETWORK_BITS: Final = 64
"""What one customer is given of the addresses of IPv6."""


def asker(request: Request | HttpRequest) -> User:
    """The user of a request that a login or a permission class let through."""
    assert isinstance(request.user, User)
    return request.user


def asker_address(request: Request | HttpRequest) -> str:
    """The address that a request comes from; of IPv6 the network."""
    return address_of(str(request.META.get("REMOTE_ADDR", "")), str(request.META.get("HTTP_X_FORWARDED_FOR", "")))


def address_of(peer: str, forwarded: str) -> str:
    """The same from its parts.

    A proxy writes its peer at the end of `X-Forwarded-For`; what stands before that anybody may have written.

    Args:
        peer: the other end of the connection.
        forwarded: the header `X-Forwarded-For`.
    """
    chain = [peer]
    if env.PUBLIC_URL.startswith("https://"):  # which no process of ours speaks: a proxy does
        chain = [*(part.strip() for part in forwarded.split(",") if part.strip()), peer]
    address = chain[max(len(chain) - 1 - env.PROXIES, 0)]
    try:
        is_wide = ipaddress.ip_address(address).version == 6
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/{NETWORK_BITS}", strict=False)) if is_wide else address

"""Who opens a WebSocket: a login, an API key, or the local owner; origins were checked before."""

from collections.abc import Mapping
from typing import Any

from imagesearch.accounts.askers import address_of
from imagesearch.accounts.keys import API_KEY_SCHEME, key_user
from imagesearch.accounts.locality import is_from_local_owner
from imagesearch.accounts.models import User
from imagesearch.accounts.owners import owner_ensure
from imagesearch.core.errors import NotFound, TooMany


def asker_of(scope: Mapping[str, Any]) -> User:
    """The user behind an ASGI scope; reads the database.

    Raises:
        NotFound: nobody we know, who gets the same answer as for what does not exist.
    """
    user = scope.get("user")
    if user is not None and user.is_authenticated:
        return User.objects.get(pk=user.pk)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    owner = _of_key(scope, headers) or _local_owner(scope, headers)
    if owner is None:
        raise NotFound("There is no such crawl.", code="crawl_not_found")
    return owner


def _of_key(scope: Mapping[str, Any], headers: dict[str, str]) -> User | None:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme != API_KEY_SCHEME:
        return None
    try:
        return key_user(key, address_of(_peer(scope), headers.get("x-forwarded-for", "")))
    except (NotFound, TooMany):
        return None


def _local_owner(scope: Mapping[str, Any], headers: dict[str, str]) -> User | None:
    return owner_ensure()[0] if is_from_local_owner(peer=_peer(scope), headers=headers) else None


def _peer(scope: Mapping[str, Any]) -> str:
    return str((scope.get("client") or ("", 0))[0])

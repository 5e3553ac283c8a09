"""Who opens a WebSocket: a login, an API key, or the local owner; origins were checked before."""

from collections.abc import Mapping
from typing import Any

from imagesearch.accounts.locality import is_from_local_owner
from imagesearch.accounts.models import ApiKey, User
from imagesearch.accounts.owners import owner_ensure
from imagesearch.core.errors import NotFound


def asker_of(scope: Mapping[str, Any]) -> User:
    """The user behind an ASGI scope; reads the database.

    Raises:
        NotFound: nobody we know, who gets the same answer as for what does not exist.
    """
    user = scope.get("user")
    if user is not None and user.is_authenticated:
        return User.objects.get(pk=user.pk)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    owner = _of_key(headers.get("authorization", "")) or _local_owner(scope, headers)
    if owner is None:
        raise NotFound("There is no such crawl.", code="crawl_not_found")
    return owner


def _of_key(authorization: str) -> User | None:
    scheme, _, key = authorization.partition(" ")
    if scheme != "Api-Key":
        return None
    try:
        api_key = ApiKey.objects.get_from_key(key.strip())
    except ApiKey.DoesNotExist:
        return None
    assert isinstance(api_key, ApiKey)
    return api_key.user if api_key.user.is_active and not api_key.has_expired else None


def _local_owner(scope: Mapping[str, Any], headers: dict[str, str]) -> User | None:
    peer = (scope.get("client") or ("", 0))[0]
    return owner_ensure()[0] if is_from_local_owner(peer=peer, headers=headers) else None

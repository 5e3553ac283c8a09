"""API keys: whose each one is, with wrong ones counted."""

from typing import Final, cast

from imagesearch.accounts.limits import KEYS, limit_check, limit_count
from imagesearch.accounts.models import ApiKey, User
from imagesearch.core.errors import NotFound

API_KEY_SCHEME: Final = "Api-Key"
"""`Authorization: Api-Key PREFIX.SECRET`."""


def key_user(key: str, address: str) -> User:
    """Whose key it is.

    Args:
        key: as it was sent.
        address: that it was sent from.

    Raises:
        NotFound: there is no such key, or it is no longer valid.
        TooMany: so many wrong ones came from there that no more are looked at for now.
    """
    limit_check(KEYS, address)
    try:
        api_key = cast("ApiKey", ApiKey.objects.get_from_key(key.strip()))
    except ApiKey.DoesNotExist:
        limit_count(KEYS, address)
        raise NotFound("The API key is not valid.", code="key_unknown") from None
    if api_key.has_expired or not api_key.user.is_active:
        raise NotFound("The API key is no longer valid.", code="key_expired")
    return api_key.user

"""The local owner: the user as whom an embedded installation acts for the person at the machine."""

import secrets
from typing import Final

from imagesearch.accounts.models import User

OWNER_NAME: Final = "owner"


def owner_ensure(password: str = "") -> tuple[User, str]:
    """The owner, made on first use with a password that is returned then and empty afterwards."""
    user, is_new = User.objects.get_or_create(
        username=OWNER_NAME, defaults={"is_staff": True, "is_superuser": True, "first_name": "Local owner"}
    )
    if not is_new:
        return user, ""
    password = password or secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user, password

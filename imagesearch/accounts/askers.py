"""Who asks, after permission was given."""

from django.http import HttpRequest
from rest_framework.request import Request

from imagesearch.accounts.models import User


def asker(request: Request | HttpRequest) -> User:
    """The user of a request that a login or a permission class let through."""
    assert isinstance(request.user, User)
    return request.user

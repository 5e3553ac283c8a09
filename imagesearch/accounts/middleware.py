"""Lets the person at this machine in without a login, in embedded mode only."""

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from imagesearch.accounts.locality import is_from_local_owner
from imagesearch.accounts.owners import owner_ensure


class LocalOwnerMiddleware(MiddlewareMixin):
    """Sets `request.user` to the owner for same-origin requests from loopback that bring no login of their own."""

    def process_request(self, request: HttpRequest) -> None:
        """Leave every other request as it is."""
        if not request.user.is_authenticated and is_local_owner_request(request):
            request.user = owner_ensure()[0]


def is_local_owner_request(request: HttpRequest) -> bool:
    """The decision of `locality` for a Django request."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return is_from_local_owner(peer=request.META.get("REMOTE_ADDR", ""), headers=headers)

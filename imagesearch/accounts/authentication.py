"""How the API knows who asks: an API key, a login of the web app, or the local owner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from imagesearch.accounts.askers import asker_address
from imagesearch.accounts.keys import API_KEY_SCHEME, key_user
from imagesearch.accounts.locality import is_same_origin
from imagesearch.accounts.models import User
from imagesearch.core.errors import NotFound


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key PREFIX.SECRET`."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The key's user, or None when the request brings no key.

        Raises:
            AuthenticationFailed: the key is none, or no longer.
            TooMany: so many wrong ones came from there that no more are looked at for now.
        """
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != API_KEY_SCHEME:
            return None
        try:
            return key_user(key, asker_address(request)), None
        except NotFound as error:
            raise AuthenticationFailed(error.sentence) from None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002  the base class's signature
        """What a 401 names as the way in."""
        return API_KEY_SCHEME


class SameOriginSessionAuthentication(SessionAuthentication):
    """The web app's login or the local owner; a foreign Origin is refused, a login also needs Django's CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The user of the underlying Django request."""
        django_request: HttpRequest = request._request  # noqa: SLF001  REST framework documents it
        user = getattr(django_request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not is_same_origin(headers):
            raise AuthenticationFailed("Requests from other sites' pages are refused.")
        if django_request.session.get("_auth_user_id"):
            self.enforce_csrf(request)
        return user, None


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped library
    """Names the API key in the OpenAPI document."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002  the base class's signature
        """How it is sent."""
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Api-Key PREFIX.SECRET"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped library
    """Names the web app's login in the OpenAPI document."""

    target_class = SameOriginSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002  the base class's signature
        """Django's session cookie."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}

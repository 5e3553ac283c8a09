"""How the API knows who asks: an API key, a login of the web app, or the local owner."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from imagesearch.accounts.locality import is_same_origin
from imagesearch.accounts.models import ApiKey, User


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key PREFIX.SECRET`."""

    keyword = "Api-Key"

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The key's user, or None when the request brings no key."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != self.keyword:
            return None
        try:
            api_key = cast("ApiKey", ApiKey.objects.get_from_key(key.strip()))
        except ApiKey.DoesNotExist:
            raise AuthenticationFailed("The API key is not valid.") from None
        if api_key.has_expired or not api_key.user.is_active:
            raise AuthenticationFailed("The API key is no longer valid.")
        return api_key.user, api_key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002  the base class's signature
        """What a 401 names as the way in."""
        return self.keyword


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

"""The web process: HTTP by Django, WebSockets by Channels, only from hosts and origins of our own."""

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django import setup
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http.request import HttpRequest
from django.http.response import HttpResponseBase

from imagesearch import env

env.django_settings_use()
setup(set_prefix=False)

from imagesearch import urls  # noqa: E402, F401  models must be loaded first; the first request need not wait for all views
from imagesearch.core.memory import garbage_spare  # noqa: E402
from imagesearch.live.routing import websocket_urlpatterns  # noqa: E402


class OneThreadHandler(ASGIHandler):
    """Runs the middleware and the view of a request in one thread, one after the other.

    All of them are synchronous here. Django's own handler goes to a thread and back for each single one, which takes longer
    than all of them together. What a view streams is sent by the event loop as ever.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  the base class's signature
        """Build the synchronous chain."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The response, from that thread."""
        return await sync_to_async(self._respond, thread_sensitive=True)(request)

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        if response.streaming:  # for hours, maybe: the view's connection to the database is not held meanwhile
            close_old_connections()
        return response


application = ProtocolTypeRouter(
    {
        "http": OneThreadHandler(),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
garbage_spare()

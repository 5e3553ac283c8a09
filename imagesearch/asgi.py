"""The web process: HTTP by Django, WebSockets by Channels, only from hosts and origins of our own."""

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

from imagesearch import env

env.django_settings_use()
http_application = get_asgi_application()

from imagesearch.live.routing import websocket_urlpatterns  # noqa: E402  models must be loaded first

application = ProtocolTypeRouter(
    {
        "http": http_application,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)

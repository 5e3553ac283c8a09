"""WebSocket addresses."""

from django.urls import path

from imagesearch.live.consumers import CrawlConsumer

websocket_urlpatterns = [path("ws/crawls/<str:crawl_id>/", CrawlConsumer.as_asgi())]

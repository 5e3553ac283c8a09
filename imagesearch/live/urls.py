"""Addresses of the event streams, below `/api/v1/`."""

from django.urls import path

from imagesearch.live.sse import CrawlEventsApi

urlpatterns = [path("crawls/<str:crawl_id>/events/", CrawlEventsApi.as_view(), name="crawl_events")]

"""Addresses of health and metrics."""

from django.urls import path

from imagesearch.ops import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/cache/", views.health_cache, name="health-cache"),
    path("health/live/", views.live, name="health-live"),
    path("metrics", views.metrics, name="metrics"),
]

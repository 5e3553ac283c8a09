"""Registers the app with Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search; it has no tables of its own."""

    name = "imagesearch.search"
    label = "search"

"""Registers the app with Django."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """The pages; no tables of its own."""

    name = "frontend"
    verbose_name = "Web app"

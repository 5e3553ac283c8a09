"""Registers the app with Django."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Operations."""

    name = "imagesearch.ops"
    label = "ops"
    verbose_name = "Operations"
    default_auto_field = "django.db.models.BigAutoField"

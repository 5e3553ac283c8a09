"""Registers the app with Django."""

from django.apps import AppConfig

from imagesearch.ops import system_checks


class OpsConfig(AppConfig):
    """Operations."""

    name = "imagesearch.ops"
    label = "ops"
    verbose_name = "Operations"
    default_auto_field = "django.db.models.BigAutoField"
    checks_module = system_checks
    """Importing it registers the checks."""

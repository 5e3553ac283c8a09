"""Registers the app with Django."""

from django.apps import AppConfig


class CrawlsConfig(AppConfig):
    """Crawls; not called `sessions`, whose label is Django's own."""

    name = "imagesearch.crawls"
    label = "crawls"
    verbose_name = "Crawling"
    default_auto_field = "django.db.models.BigAutoField"

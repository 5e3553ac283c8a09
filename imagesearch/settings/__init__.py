"""Django's settings, put together from three plain modules by concern."""

from imagesearch.settings.celery import *  # noqa: F403  Django reads settings from one namespace
from imagesearch.settings.django import *  # noqa: F403
from imagesearch.settings.services import *  # noqa: F403

"""Django with the settings of the tests: imported before anything else of the project."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

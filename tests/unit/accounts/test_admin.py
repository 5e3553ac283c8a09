"""Keys in the admin: one kind, the one that opens the API."""

from django.contrib import admin
from rest_framework_api_key.models import AbstractAPIKey

from imagesearch.accounts.models import ApiKey


def test_admin_offers_only_the_keys_that_open_the_api():
    assert [model for model in admin.site._registry if issubclass(model, AbstractAPIKey)] == [ApiKey]

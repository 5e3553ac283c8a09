"""Users and API keys in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from rest_framework_api_key.admin import APIKeyModelAdmin
from rest_framework_api_key.models import APIKey

from imagesearch.accounts.logins import CountedAdminLogin
from imagesearch.accounts.models import ApiKey, User

admin.site.login_form = CountedAdminLogin
admin.site.register(User, UserAdmin)
admin.site.unregister(APIKey)  # the library's own kind, which has no owner and opens nothing here


@admin.register(ApiKey)
class ApiKeyAdmin(APIKeyModelAdmin):
    """A key is shown once, when it is made."""

    list_display = (*APIKeyModelAdmin.list_display, "user")  # type: ignore[assignment]  # theirs has a fixed length
    autocomplete_fields = ["user"]

"""Logins of the web app and of the admin, counted before a password is looked at."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from imagesearch.accounts.askers import asker_address
from imagesearch.accounts.limits import LOGINS, LOGINS_OF_ACCOUNT, LOGINS_OF_ADDRESS, limit_count, limit_forget
from imagesearch.core.errors import TooMany


class CountedLogin(AuthenticationForm):
    """Asks no password of who has tried too often: from one address for one account, for it at all, or from there at all."""

    def clean(self) -> dict[str, Any]:
        """Right logins take their own tries back."""
        assert self.request is not None, "both views give it"
        account, address = self.cleaned_data.get("username", ""), asker_address(self.request)
        try:
            limit_count(LOGINS, account, address)
            limit_count(LOGINS_OF_ADDRESS, address)
            limit_count(LOGINS_OF_ACCOUNT, account)
        except TooMany as error:
            raise ValidationError(error.sentence, code=error.reason_code) from error
        cleaned: dict[str, Any] = super().clean()
        limit_forget(LOGINS, account, address)
        return cleaned


class CountedAdminLogin(CountedLogin, AdminAuthenticationForm):
    """The same for the admin, which lets in staff only."""


class CountedLoginView(LoginView):
    """The web app's login."""

    authentication_form = CountedLogin
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """With the status that says what is wrong."""
        response = super().form_invalid(form)
        if form.has_error("__all__", TooMany.code):
            response.status_code = 429
        return response

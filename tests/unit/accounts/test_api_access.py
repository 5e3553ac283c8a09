"""Who gets into the API: keys, logins, the local owner, and nobody else."""

import pytest
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from imagesearch.accounts.middleware import LocalOwnerMiddleware
from imagesearch.accounts.models import ApiKey
from imagesearch.accounts.owners import OWNER_NAME, owner_ensure
from tests.factories import user_make

pytestmark = pytest.mark.django_db


class WhoView(APIView):
    def get(self, request) -> Response:
        return Response({"user": request.user.username})


def ask_who(**extra: str) -> Response:
    """A request from another machine, unless told otherwise, through the middleware and the view."""
    from django.contrib.auth.models import AnonymousUser

    request = APIRequestFactory().get("/", **{"REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "localhost"} | extra)
    request.user, request.session = AnonymousUser(), {}
    return LocalOwnerMiddleware(WhoView.as_view())(request)


def test_stranger_is_refused_with_a_problem_document():
    response = ask_who()
    assert (response.status_code, response.data["code"]) == (401, "not_authenticated")


def test_local_owner_needs_no_login():
    assert ask_who(REMOTE_ADDR="127.0.0.1").data == {"user": OWNER_NAME}


def test_foreign_page_on_this_machine_is_refused():
    assert ask_who(REMOTE_ADDR="127.0.0.1", HTTP_ORIGIN="https://evil.example").status_code == 401


def test_api_key_acts_as_its_user():
    _, key = ApiKey.objects.create_key(name="script", user=user_make("ada"))
    assert ask_who(HTTP_AUTHORIZATION=f"Api-Key {key}").data == {"user": "ada"}


def test_api_key_revoked_is_refused_at_once():
    row, key = ApiKey.objects.create_key(name="script", user=user_make("ada"))
    row.revoked = True
    row.save()
    assert ask_who(HTTP_AUTHORIZATION=f"Api-Key {key}").status_code == 401


def test_api_key_wrong_is_refused_even_from_this_machine():
    assert ask_who(REMOTE_ADDR="127.0.0.1", HTTP_AUTHORIZATION="Api-Key wrong.key").status_code == 401


def test_owner_password_is_given_once():
    _, password = owner_ensure()
    user, second = owner_ensure()
    assert password
    assert second == ""
    assert user.check_password(password)

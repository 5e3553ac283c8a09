"""The searchable world of the search tests, talked to."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.unit.search.conftest import crawl, store, user, worker  # noqa: F401  fixtures of the same world


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def api(user):  # noqa: F811  the fixture
    client = APIClient()
    client.force_authenticate(user)
    return client
